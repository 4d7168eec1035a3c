//! The parts of an ELF file that say what stands where. Invariant: addresses are those of the loaded file, relative to its start.

use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};
use std::collections::HashMap;

pub struct Section<'a> {
    pub address: u64,
    pub bytes: &'a [u8],
}

impl Section<'_> {
    pub fn contains(&self, address: u64) -> bool {
        (self.address..self.address + self.bytes.len() as u64).contains(&address)
    }
}

/// What a call leads to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// Code of this file.
    Here(u64),
    /// A function of another library.
    Import(String),
}

pub struct Image<'a> {
    file: object::File<'a>,
    /// Where pointers that the loader fills lead, by their address.
    pointers: HashMap<u64, Target>,
    /// Names of functions by their address, where the file is not stripped; sorted.
    symbols: Vec<(u64, String)>,
}

impl<'a> Image<'a> {
    /// Nothing where the file is of another kind.
    pub fn read(bytes: &'a [u8]) -> Result<Option<Self>, String> {
        let Ok(file) = object::File::parse(bytes) else { return Ok(None) };
        if file.format() != object::BinaryFormat::Elf || file.architecture() != object::Architecture::X86_64 {
            return Ok(None);
        }
        let dynamic: HashMap<_, _> = file
            .dynamic_symbols()
            .filter_map(|symbol| Some((symbol.index(), symbol.name().ok()?.to_owned())))
            .collect();
        let mut pointers = HashMap::new();
        for (address, relocation) in file.dynamic_relocations().ok_or("there are no dynamic relocations")? {
            let target = match relocation.target() {
                RelocationTarget::Symbol(index) => dynamic.get(&index).cloned().map(Target::Import),
                _ => Some(Target::Here(relocation.addend() as u64)),
            };
            if let Some(target) = target {
                pointers.insert(address, target);
            }
        }
        let mut symbols: Vec<_> = file
            .symbols()
            .filter(|symbol| symbol.kind() == object::SymbolKind::Text && symbol.address() != 0)
            .filter_map(|symbol| Some((symbol.address(), symbol.name().ok()?.to_owned())))
            .collect();
        symbols.sort();
        Ok(Some(Image { file, pointers, symbols }))
    }

    pub fn section(&self, name: &str) -> Option<Section<'a>> {
        let section = self.file.section_by_name(name)?;
        Some(Section { address: section.address(), bytes: section.data().ok()? })
    }

    /// Where the pointer at an address will lead.
    pub fn pointer(&self, address: u64) -> Option<&Target> {
        self.pointers.get(&address)
    }

    /// An address with the name of its function, if it is known.
    pub fn describe(&self, address: u64) -> String {
        let after = self.symbols.partition_point(|(start, _)| *start <= address);
        match after.checked_sub(1).map(|at| &self.symbols[at]) {
            Some((start, name)) => format!("{address:#x} ({name}+{:#x})", address - start),
            None => format!("{address:#x}"),
        }
    }
}
