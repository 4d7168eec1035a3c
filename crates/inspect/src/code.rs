//! What instructions do: a section is read in a line from its first to its last, a function along its branches.

use crate::ALLOWED;
use crate::image::{Image, Section, Target};
use iced_x86::{Code, Decoder, DecoderOptions, EncodingKind, FlowControl, Instruction, OpKind, Register};
use std::collections::{HashMap, HashSet};

/// Functions of other libraries that do not come back.
const FINAL: [&str; 4] = ["abort", "_Unwind_Resume", "exit", "_exit"];

fn decode(section: &Section<'_>) -> impl Iterator<Item = Instruction> {
    Decoder::with_ip(64, section.bytes, section.address, DecoderOptions::NONE).into_iter()
}

/// Reads functions, and remembers what it found.
pub struct Reader<'a> {
    image: &'a Image<'a>,
    sections: Vec<Section<'a>>,
    /// Whether a call of the function at an address comes back.
    returns: HashMap<u64, bool>,
}

impl<'a> Reader<'a> {
    pub fn new(image: &'a Image<'a>) -> Self {
        let sections = [".text", ".plt", ".kernels"].into_iter().filter_map(|name| image.section(name)).collect();
        Reader { image, sections, returns: HashMap::new() }
    }

    /// Where a call or jump leads; nothing if that is not written in the file. `loaded` are pointers in registers.
    fn target(&self, instruction: &Instruction, loaded: &HashMap<Register, Target>) -> Option<Target> {
        let target = match instruction.flow_control() {
            FlowControl::IndirectCall | FlowControl::IndirectBranch => {
                if instruction.is_ip_rel_memory_operand() {
                    self.image.pointer(instruction.ip_rel_memory_address())?.clone()
                } else {
                    loaded.get(&instruction.op0_register())?.clone()
                }
            }
            _ => Target::Here(instruction.near_branch_target()),
        };
        // A stub of the linkage table is a jump through a pointer.
        if let Target::Here(address) = target
            && self.image.section(".plt").is_some_and(|stubs| stubs.contains(address))
        {
            let stub = self.decoder(address)?.decode();
            return self.image.pointer(stub.ip_rel_memory_address()).cloned().or(Some(target));
        }
        Some(target)
    }

    fn decoder(&self, address: u64) -> Option<Decoder<'a>> {
        let section = self.sections.iter().find(|section| section.contains(address))?;
        let bytes: &'a [u8] = &section.bytes[(address - section.address) as usize..];
        Some(Decoder::with_ip(64, bytes, address, DecoderOptions::NONE))
    }

    fn comes_back(&mut self, target: &Target) -> bool {
        match target {
            Target::Import(name) => !FINAL.contains(&name.as_str()),
            Target::Here(address) => self.returns(*address),
        }
    }

    /// Whether some way through a function ends in a return. Jumps through tables are taken for ends.
    fn returns(&mut self, function: u64) -> bool {
        if let Some(&known) = self.returns.get(&function) {
            return known;
        }
        self.returns.insert(function, false); // while it is being read: a recursion alone does not return
        let found = self.finds_return(function);
        self.returns.insert(function, found);
        found
    }

    fn finds_return(&mut self, function: u64) -> bool {
        let (mut waiting, mut seen) = (vec![function], HashSet::new());
        while let Some(start) = waiting.pop() {
            let Some(mut decoder) = self.decoder(start) else { return true };
            let mut loaded = HashMap::new();
            while decoder.can_decode() && seen.insert(decoder.ip()) {
                let instruction = decoder.decode();
                self.remember_pointer(&instruction, &mut loaded);
                match instruction.flow_control() {
                    FlowControl::Return => return true,
                    FlowControl::ConditionalBranch => waiting.push(instruction.near_branch_target()),
                    FlowControl::UnconditionalBranch => {
                        waiting.push(instruction.near_branch_target());
                        break;
                    }
                    FlowControl::Call | FlowControl::IndirectCall => {
                        let target = self.target(&instruction, &loaded);
                        if target.is_some_and(|target| !self.comes_back(&target)) {
                            break;
                        }
                    }
                    FlowControl::IndirectBranch => match self.target(&instruction, &loaded) {
                        Some(target) if self.comes_back(&target) => return true,
                        _ => break,
                    },
                    FlowControl::Exception => break,
                    _ => {}
                }
            }
        }
        false
    }

    /// Pointers to functions are loaded into registers before a loop that calls them.
    fn remember_pointer(&self, instruction: &Instruction, loaded: &mut HashMap<Register, Target>) {
        if !matches!(instruction.code(), Code::Mov_r64_rm64 | Code::Mov_rm64_r64) {
            return;
        }
        if instruction.op1_kind() == OpKind::Register && instruction.op0_kind() == OpKind::Register {
            if let Some(target) = loaded.get(&instruction.op1_register()).cloned() {
                loaded.insert(instruction.op0_register(), target);
            }
        } else if instruction.op0_kind() == OpKind::Register
            && instruction.op1_kind() == OpKind::Memory
            && instruction.is_ip_rel_memory_operand()
            && let Some(target) = self.image.pointer(instruction.ip_rel_memory_address())
        {
            loaded.insert(instruction.op0_register(), target.clone());
        }
    }

    /// Calls out of a section that come back, and how many instructions it has.
    pub fn returning_calls(&mut self, section: &Section<'a>) -> (Vec<String>, usize) {
        let (mut found, mut count) = (Vec::new(), 0);
        let mut loaded = HashMap::new();
        for instruction in decode(section) {
            count += 1;
            self.remember_pointer(&instruction, &mut loaded);
            let leaves = match instruction.flow_control() {
                FlowControl::Call | FlowControl::IndirectCall => true,
                FlowControl::UnconditionalBranch | FlowControl::ConditionalBranch => {
                    !section.contains(instruction.near_branch_target())
                }
                _ => false,
            };
            if !leaves {
                continue;
            }
            let target = self.target(&instruction, &loaded);
            let name = match &target {
                Some(Target::Import(name)) if ALLOWED.contains(&name.as_str()) => continue,
                Some(Target::Here(address)) if section.contains(*address) => continue,
                Some(target) if !self.comes_back(target) => continue,
                Some(Target::Import(name)) => name.clone(),
                Some(Target::Here(address)) => self.image.describe(*address),
                None => "a function it found in memory".to_owned(),
            };
            found.push(format!("{} calls {name}", self.image.describe(instruction.ip())));
        }
        (found, count)
    }

    /// Floating-point instructions of AVX-512 in a section: clones that are not marked.
    pub fn unmarked_clones(&self, section: &Section<'_>) -> Vec<String> {
        let mut found: Vec<String> = decode(section)
            .filter(|instruction| instruction.encoding() == EncodingKind::EVEX && is_arithmetic(instruction))
            .map(|instruction| self.image.describe(instruction.ip()))
            .collect();
        // One a function is enough where functions have names.
        found.dedup_by_key(|place| place.split_once("+0x").map_or(place.clone(), |(function, _)| name_in(function)));
        found.into_iter().map(|place| format!("{place}: vector code that is not marked as a kernel")).collect()
    }
}

/// Sums, products and quotients of floats. Other libraries have checksums and searches as vector code.
fn is_arithmetic(instruction: &Instruction) -> bool {
    let name = format!("{:?}", instruction.mnemonic());
    ["Vadd", "Vsub", "Vmul", "Vdiv", "Vfm", "Vfnm"].iter().any(|start| name.starts_with(start))
        && (name.ends_with("ps") || name.ends_with("pd"))
}

/// The name in a description.
fn name_in(place: &str) -> String {
    place.split_once('(').map_or(place, |(_, name)| name).to_owned()
}
