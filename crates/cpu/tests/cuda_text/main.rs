//! Two readings of the elementwise rows against each other: the CUDA text, compiled for the host, and the SIMD kernels.

mod bounds;
mod grid;
mod host;

use host::{Launch, Program, Space, is_written};
use tapir_core::{DType, Layout, Scalar};
use tapir_cpu::CPU;
use tapir_ops::{
    Elements, ElementwiseBackend, ElementwiseSaved, MAX_OPERANDS, ReduceBackend, Reduction, RowId, RowSpec, Source,
    View, ViewMut,
    expr::cuda::{self, Pointer},
    row_by_name, specs,
};

const COMPUTE: [DType; 3] = [DType::F32, DType::F64, DType::I64];

/// A kernel beside the row it was printed from; `wanted` are the gradients of a backward kernel.
struct Case {
    row: RowId,
    spec: &'static RowSpec,
    kernel: usize,
    dtype: DType,
    wanted: Option<[bool; MAX_OPERANDS]>,
    parameters: Vec<Scalar>,
    operands: Vec<Vec<u8>>,
}

fn view(bytes: &[u8], dtype: DType) -> View {
    // SAFETY: so many elements are these bytes, which outlive the view in each test.
    unsafe { View::new(bytes.as_ptr(), dtype, &Layout::contiguous(&[bytes.len() / dtype.size()])) }
}

fn view_mut(bytes: &mut [u8], dtype: DType) -> ViewMut {
    // SAFETY: as for `view`; nobody else writes them.
    unsafe { ViewMut::new(bytes.as_mut_ptr(), dtype, &Layout::contiguous(&[bytes.len() / dtype.size()])) }
}

impl Case {
    fn count(&self) -> usize {
        self.operands[0].len() / self.dtype.size()
    }

    fn output(&self) -> DType {
        if self.spec.class == tapir_ops::Class::Predicate { DType::Bool } else { self.dtype }
    }

    /// By the SIMD kernel.
    fn result(&self) -> Vec<u8> {
        let mut result = vec![0; self.count() * self.output().size()];
        let inputs: Vec<Source> = self.operands.iter().map(|bytes| view(bytes, self.dtype).into()).collect();
        let out = view_mut(&mut result, self.output());
        CPU.elementwise(self.row, self.dtype, &inputs, &self.parameters, &out).unwrap();
        result
    }

    /// By the SIMD kernel, the gradients that are wanted.
    fn gradients(&self, wanted: [bool; MAX_OPERANDS]) -> Vec<Vec<u8>> {
        let (result, grad) = (self.result(), grid::gradients(self.dtype, self.count()));
        let inputs: Vec<Option<Source>> =
            self.operands.iter().map(|bytes| Some(view(bytes, self.dtype).into())).collect();
        let mut outs: Vec<Option<Vec<u8>>> =
            (0..inputs.len()).map(|k| wanted[k].then(|| vec![0; grad.len()])).collect();
        let targets: Vec<Option<ViewMut>> =
            outs.iter_mut().map(|out| out.as_mut().map(|bytes| view_mut(bytes, self.dtype))).collect();
        let (grad, output) = (view(&grad, self.dtype), view(&result, self.dtype));
        let saved = ElementwiseSaved { grad: &grad, inputs: &inputs, output: Some(&output) };
        CPU.elementwise_backward(self.row, self.dtype, saved, &self.parameters, &targets).unwrap();
        outs.into_iter().flatten().collect()
    }

    fn launch(&self, program: &Program) -> Launch {
        let kernel = &program.kernels()[self.kernel];
        let buffer = |&(pointer, dtype): &(Pointer, DType)| match pointer {
            Pointer::Output | Pointer::OperandGradient(_) => vec![0; self.count() * dtype.size()],
            Pointer::Gradient => grid::gradients(dtype, self.count()),
            Pointer::Operand(k) => self.operands[k].clone(),
            Pointer::Result => self.result(),
        };
        Launch {
            kernel: self.kernel,
            count: self.count(),
            space: Space::default(),
            buffers: kernel.pointers.iter().map(buffer).collect(),
            parameters: self.parameters.iter().flat_map(|&value| parameter(value, self.dtype)).collect(),
        }
    }
}

fn parameter(value: Scalar, compute: DType) -> Vec<u8> {
    match compute {
        DType::F32 => (value.to_f64() as f32).to_ne_bytes().to_vec(),
        DType::F64 => value.to_f64().to_ne_bytes().to_vec(),
        _ => value.to_i64().to_ne_bytes().to_vec(),
    }
}

/// Every kernel of every row, and what to run it on.
fn cases() -> (Vec<cuda::Kernel>, Vec<Case>) {
    let (mut kernels, mut cases) = (Vec::new(), Vec::new());
    let mut add = |row, spec: &'static RowSpec, dtype, wanted, kernel| {
        kernels.push(kernel);
        for parameters in grid::parameters(spec) {
            let operands = grid::operands(dtype, spec.inputs.len());
            cases.push(Case { row, spec, kernel: kernels.len() - 1, dtype, wanted, parameters, operands });
        }
    };
    for (index, spec) in specs().iter().enumerate() {
        let row = RowId(index as u16);
        for dtype in COMPUTE {
            let Some(kernel) = cuda::forward(row, dtype) else { continue };
            add(row, spec, dtype, None, kernel);
            let single = (0..spec.inputs.len()).map(|k| std::array::from_fn(|j| j == k));
            let all = (spec.inputs.len() > 1).then(|| std::array::from_fn(|k| k < spec.inputs.len()));
            for wanted in single.chain(all) {
                if let Some(kernel) = cuda::backward(row, dtype, wanted) {
                    add(row, spec, dtype, Some(wanted), kernel);
                }
            }
        }
    }
    (kernels, cases)
}

#[test]
fn the_text_of_every_row_computes_what_its_simd_kernel_does() {
    let (kernels, cases) = cases();
    assert!(specs().iter().all(|spec| kernels.iter().any(|kernel| kernel.name.contains(spec.name))));
    let program = Program::compile("rows", kernels);
    let launches: Vec<Launch> = cases.iter().map(|case| case.launch(&program)).collect();
    let mut problems = Vec::new();
    for ((case, launch), results) in cases.iter().zip(&launches).zip(program.run(&launches)) {
        let expected = case.wanted.map_or_else(|| vec![case.result()], |wanted| case.gradients(wanted));
        let kernel = &program.kernels()[case.kernel];
        let buffers = kernel.pointers.iter().zip(&launch.buffers);
        let terms: Vec<&[u8]> =
            buffers.filter(|(pointer, _)| !is_written(pointer)).map(|(_, buffer)| buffer.as_slice()).collect();
        let written = kernel.pointers.iter().filter(|pointer| is_written(pointer));
        for ((&(pointer, dtype), result), expected) in written.zip(&results).zip(&expected) {
            if let Some(found) = bounds::difference(case.spec.name, dtype, result, expected, &terms) {
                let show = |operand: &Vec<u8>| bounds::show(case.dtype, operand, found.index);
                let at: Vec<String> = case.operands.iter().map(show).collect();
                problems.push(format!(
                    "{} {pointer:?} at {at:?} with {:?}: text {}, SIMD {}",
                    kernel.name, case.parameters, found.text, found.simd
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{} differences:\n{}", problems.len(), problems.join("\n"));
}

/// Elements 0, 1, 2, … as float32.
fn counting(count: usize) -> Vec<u8> {
    (0..count).flat_map(|i| (i as f32).to_ne_bytes()).collect()
}

#[test]
fn operands_are_found_by_their_strides() {
    let row = row_by_name("sub").unwrap();
    let shape = [3, 4, 5];
    // A permuted output, an operand broadcast in the middle, and one with gaps.
    let strides: [[isize; 3]; 3] = [[1, 15, 3], [5, 0, 1], [80, 20, 2]];
    let sizes = [60, 15, 240];
    let program = Program::compile("strided", vec![cuda::forward(row, DType::F32).unwrap()]);
    let mut buffers = sizes.map(counting);
    let launch = Launch {
        kernel: 0,
        count: 60,
        space: Space {
            shape: shape.to_vec(),
            strides: (0..3).map(|d| strides.iter().map(|operand| operand[d]).collect()).collect(),
        },
        buffers: buffers.to_vec(),
        parameters: 2f32.to_ne_bytes().to_vec(),
    };
    let results = program.run(&[launch]);
    let [out, a, b] = &mut buffers;
    let layout = |k: usize| Layout::new(&shape, &strides[k], 0);
    // SAFETY: the layouts were chosen to fit the buffers.
    let (inputs, target) = unsafe {
        let inputs = [View::new(a.as_ptr(), DType::F32, &layout(1)), View::new(b.as_ptr(), DType::F32, &layout(2))];
        (inputs, ViewMut::new(out.as_mut_ptr(), DType::F32, &layout(0)))
    };
    CPU.elementwise(row, DType::F32, &inputs.map(Source::from), &[Scalar::Int(2)], &target).unwrap();
    assert_eq!(&results[0][0], out);
}

#[test]
fn every_storage_type_is_read_and_written() {
    let row = row_by_name("mul").unwrap();
    let dtypes: Vec<DType> = DType::ALL.into_iter().filter(|dtype| !dtype.is_complex()).collect();
    let program = Program::compile("storage", dtypes.iter().map(|&dtype| cuda::forward(row, dtype).unwrap()).collect());
    for (kernel, &dtype) in dtypes.iter().enumerate() {
        // Every pattern of 16 bits, times others of them.
        let patterns = |factor: u16| -> Vec<u8> {
            let words = (0..=u16::MAX).flat_map(|word| word.wrapping_mul(factor).to_ne_bytes());
            words.map(|byte| if dtype == DType::Bool { byte & 1 } else { byte }).collect()
        };
        let (a, b) = (patterns(1), patterns(40503));
        let mut expected = vec![0; a.len()];
        let compute = program.kernels()[kernel].compute;
        let inputs = [view(&a, dtype), view(&b, dtype)].map(Source::from);
        CPU.elementwise(row, compute, &inputs, &[], &view_mut(&mut expected, dtype)).unwrap();
        let (count, out) = (a.len() / dtype.size(), vec![0; a.len()]);
        let launch = Launch { kernel, count, space: Space::default(), buffers: vec![out, a, b], parameters: vec![] };
        let results = program.run(&[launch]);
        let found = bounds::difference("mul", dtype, &results[0][0], &expected, &[]);
        assert!(
            found.is_none(),
            "{dtype}: text {}, SIMD {}",
            found.as_ref().unwrap().text,
            found.as_ref().unwrap().simd
        );
    }
}

/// A kernel of one thread that reduces all of `count` elements, seen from 1 where there is a center.
fn reducing(reduction: Reduction, compute: DType, count: usize) -> Option<cuda::Kernel> {
    let cuda::Functions { name, text } = cuda::fold(reduction, compute)?;
    let (number, storage, one) = match compute {
        DType::F32 => ("float", "float", "1.0f"),
        DType::F64 => ("double", "double", "1.0"),
        _ => ("Int", "long long", "wrapped(1ull)"),
    };
    let text = format!(
        "{text}namespace tapir {{\n\
         extern \"C\" __global__ void {name}_of_all(long long n, Space<2> space, {storage}* out, const {storage}* in, {number} p0) {{\n\
           if (first_index() >= n) return;\n\
           {number} total = {name}::identity();\n\
           for (int i = 0; i < {count}; ++i) total = {name}::combine(total, {name}::map(read(in[i]), {one}, p0));\n\
           write(out, {name}::finish(total, p0));\n\
         }}\n}}\n"
    );
    let pointers = vec![(Pointer::Output, compute), (Pointer::Operand(0), compute)];
    Some(cuda::Kernel { name: format!("{name}_of_all"), text, pointers, parameters: 1, compute })
}

#[test]
fn the_text_of_every_reduction_computes_what_its_lanes_do() {
    // Small integers, with which sums are exact in any order; of bools, their values.
    let numbers: Vec<f64> = (0..37).map(|i| f64::from(i * 7 % 11 - 4)).collect();
    let numbers_of = |reduction: Reduction| -> Vec<f64> {
        let truths = reduction.spec().elements == Elements::Truths;
        numbers.iter().map(|&x| if truths { f64::from(x > 0.0) } else { x }).collect()
    };
    let encode = |numbers: &[f64], dtype: DType| -> Vec<u8> {
        numbers
            .iter()
            .flat_map(|&x| match dtype {
                DType::F32 => (x as f32).to_ne_bytes().to_vec(),
                DType::F64 => x.to_ne_bytes().to_vec(),
                DType::Bool => vec![u8::from(x != 0.0)],
                _ => (x as i64).to_ne_bytes().to_vec(),
            })
            .collect()
    };
    let cases = Reduction::ALL.iter().flat_map(|&reduction| COMPUTE.map(|compute| (reduction, compute)));
    let (cases, kernels): (Vec<_>, Vec<_>) = cases
        .filter_map(|(reduction, compute)| Some(((reduction, compute), reducing(reduction, compute, numbers.len())?)))
        .unzip();
    assert!(Reduction::ALL.iter().all(|reduction| cases.iter().any(|(each, _)| each == reduction)));
    let program = Program::compile("reductions", kernels);
    let launch = |(kernel, &(reduction, compute)): (usize, &(Reduction, DType))| Launch {
        kernel,
        count: 1,
        space: Space::default(),
        buffers: vec![vec![0; compute.size()], encode(&numbers_of(reduction), compute)],
        parameters: parameter(Scalar::Float(3.0), compute),
    };
    let launches: Vec<Launch> = cases.iter().enumerate().map(launch).collect();
    for (&(reduction, compute), results) in cases.iter().zip(program.run(&launches)) {
        let read_as = if reduction.spec().elements == Elements::Truths { DType::Bool } else { compute };
        let input = encode(&numbers_of(reduction), read_as);
        let mut expected = vec![0; compute.size()];
        let (source, params) = (view(&input, read_as), [Scalar::Float(3.0)]);
        // SAFETY: one element has room.
        let target = unsafe { ViewMut::new(expected.as_mut_ptr(), compute, &Layout::contiguous(&[])) };
        if reduction.spec().centered {
            let squares: f64 = numbers.iter().map(|x| (x - 1.0).powi(2)).sum();
            expected = encode(&[squares], compute);
        } else {
            CPU.reduce(reduction, &params, read_as, &source, &[0], &target).unwrap();
        }
        let value = |bytes: &[u8]| match compute {
            DType::F32 => f64::from(f32::from_ne_bytes(bytes.try_into().unwrap())),
            DType::F64 => f64::from_ne_bytes(bytes.try_into().unwrap()),
            _ => i64::from_ne_bytes(bytes.try_into().unwrap()) as f64,
        };
        let (text, lanes) = (value(&results[0]), value(&expected));
        let tolerance = if reduction == Reduction::Norm { 1e-6 * lanes } else { 0.0 };
        assert!((text - lanes).abs() <= tolerance, "{reduction:?} in {compute}: text {text}, lanes {lanes}");
    }
}
