//! Kernels compiled with the host's C++ compiler into one program, which runs them on buffers it is sent.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
};
use tapir_core::DType;
use tapir_cpu::simd::isa::Level;
use tapir_ops::expr::cuda::{HOST, Kernel, PRELUDE, Pointer};

/// Where the operands of a launch lie: by dimension, then by operand, in elements.
#[derive(Clone, Default)]
pub struct Space {
    pub shape: Vec<usize>,
    pub strides: Vec<Vec<isize>>,
}

/// A kernel to run: buffers in the order of its pointers, and parameters in its compute type.
pub struct Launch {
    pub kernel: usize,
    pub count: usize,
    pub space: Space,
    pub buffers: Vec<Vec<u8>>,
    pub parameters: Vec<u8>,
}

pub struct Program {
    path: PathBuf,
    kernels: Vec<Kernel>,
}

/// `$CXX`, or the first of the usual names that answers.
fn compiler() -> String {
    let names = std::env::var("CXX").into_iter().chain(["c++", "g++", "clang++"].map(str::to_owned));
    let works = |name: &String| {
        let answer = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        answer.is_ok_and(|status| status.success())
    };
    names.into_iter().find(works).expect(
        "the text of the CUDA kernels is tested with a C++17 compiler, and none was found: install g++ or clang++, or set CXX",
    )
}

/// Where the SIMD kernels have no fused multiply-add, the text does without it too: the readings are to differ by their
/// elementary functions alone.
fn prelude() -> String {
    if cfg!(target_arch = "x86_64") && Level::current() == Level::Baseline {
        PRELUDE.replace("::fmaf(x, a, b)", "x * a + b").replace("::fma(x, a, b)", "x * a + b")
    } else {
        PRELUDE.to_owned()
    }
}

impl Program {
    pub fn compile(name: &str, kernels: Vec<Kernel>) -> Program {
        let mut text = format!("{HOST}\n{}\n", prelude());
        kernels.iter().for_each(|kernel| text.push_str(&kernel.text));
        text.push_str(include_str!("serve.h"));
        text.push_str("static void (*const KERNELS[])() = {\n");
        for kernel in &kernels {
            let _ = writeln!(text, "  [] {{ serve(tapir::{}); }},", kernel.name);
        }
        let _ = writeln!(text, "}};\nint main() {{ return serve_all(KERNELS, {}); }}", kernels.len());

        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let (source, path) = (folder.join(format!("{name}.cpp")), folder.join(name));
        std::fs::write(&source, text).expect("the build folder can be written");
        // Every operation is to be rounded on its own, as in the rows; what is fused is written as a call of fma.
        let options = ["-std=c++17", "-O0", "-ffp-contract=off", "-o"];
        let compiler = compiler();
        let result =
            Command::new(&compiler).args(options).args([&path, &source]).output().expect("the compiler starts");
        let messages = String::from_utf8_lossy(&result.stderr);
        assert!(result.status.success(), "{compiler} refuses {}:\n{messages}", source.display());
        Program { path, kernels }
    }

    pub fn kernels(&self) -> &[Kernel] {
        &self.kernels
    }

    /// The written buffers of each launch.
    pub fn run(&self, launches: &[Launch]) -> Vec<Vec<Vec<u8>>> {
        let mut child = Command::new(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the compiled kernels start");
        let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let request: Vec<u8> = launches.iter().flat_map(|launch| self.request(launch)).collect();
        let sender = std::thread::spawn(move || input.write_all(&request));
        let mut answer = Vec::new();
        output.read_to_end(&mut answer).expect("the kernels answer");
        sender.join().unwrap().expect("the kernels listen");
        assert!(child.wait().unwrap().success(), "the compiled kernels failed");
        let mut rest = answer.as_slice();
        let results = launches.iter().map(|launch| self.answer(launch, &mut rest)).collect();
        assert!(rest.is_empty());
        results
    }

    fn request(&self, launch: &Launch) -> Vec<u8> {
        let kernel = &self.kernels[launch.kernel];
        let mut bytes = Vec::new();
        bytes.extend(launch.kernel.to_ne_bytes());
        bytes.extend(launch.count.to_ne_bytes());
        bytes.extend((launch.space.shape.len() as i32).to_ne_bytes());
        bytes.extend([0; 4]); // padding
        let mut put = |value: i64| bytes.extend(value.to_ne_bytes());
        (0..8).for_each(|d| put(launch.space.shape.get(d).map_or(0, |&size| size as i64)));
        for k in 0..kernel.pointers.len() {
            (0..8).for_each(|d| put(launch.space.strides.get(d).map_or(0, |operands| operands[k] as i64)));
        }
        for buffer in &launch.buffers {
            bytes.extend(buffer.len().to_ne_bytes());
            bytes.extend(buffer);
        }
        bytes.extend(&launch.parameters);
        bytes
    }

    fn answer(&self, launch: &Launch, rest: &mut &[u8]) -> Vec<Vec<u8>> {
        let written =
            self.kernels[launch.kernel].pointers.iter().zip(&launch.buffers).filter(|(pointer, _)| is_written(pointer));
        written.map(|(_, buffer)| rest.split_off(..buffer.len()).expect("a whole buffer").to_vec()).collect()
    }
}

pub fn is_written((pointer, _): &(Pointer, DType)) -> bool {
    matches!(pointer, Pointer::Output | Pointer::OperandGradient(_))
}
