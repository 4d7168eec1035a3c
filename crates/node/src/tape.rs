//! Autograd as JavaScript steers it: modes, backward, gradients, hooks, custom functions, and the graph to look at.

use crate::{
    buffer::{List, answer, shared},
    callback::{self, Callback, Owner, in_pass, set_hook, set_owner},
    error::guard,
    table::{self, Object, TABLE, insert},
};
use napi::{Env, JsValue, Unknown};
use napi_derive::napi;
use std::{
    collections::HashSet,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};
use tapir_autograd::{
    BackwardOptions, Custom, GradMode, Hook, HookHandle, NodeRef, Part, Tensor, backward as run_backward,
    grad as run_grad, grad_enabled, inference_enabled,
};
use tapir_core::Result;

/// Bits: 1 recording, 2 inference.
#[napi]
pub fn mode() -> u32 {
    u32::from(grad_enabled()) | u32::from(inference_enabled()) << 1
}

#[napi]
pub fn set_mode(bits: u32) {
    GradMode::set_for_good(bits & 1 != 0, bits & 2 != 0);
}

fn options(retain_graph: bool, create_graph: bool) -> BackwardOptions {
    BackwardOptions { retain_graph, create_graph }
}

/// In the list: `roots` tensors, as many gradients or 0, then `inputs` tensors unless that is below zero.
#[napi]
pub fn backward(
    #[napi(ts_arg_type = "Float64Array")] list: List,
    roots: u32,
    inputs: i32,
    retain_graph: bool,
    create_graph: bool,
) -> napi::Result<()> {
    guard(|| {
        let count = roots as usize;
        let tensors = table::tensors(&list.get(0, count)?)?;
        let gradients = table::optional_tensors(&list.get(count, count)?)?;
        let wanted = match usize::try_from(inputs) {
            Ok(inputs) => Some(table::tensors(&list.get(2 * count, inputs)?)?),
            Err(_) => None,
        };
        in_pass(|| run_backward(&tensors, &gradients, wanted.as_deref(), options(retain_graph, create_graph)))
    })
}

/// In the list as for `backward`; the gradients of the inputs come back in the buffer, 0 where there is none.
#[napi]
pub fn grad(
    #[napi(ts_arg_type = "Float64Array")] list: List,
    roots: u32,
    inputs: u32,
    retain_graph: bool,
    create_graph: bool,
    allow_unused: bool,
) -> napi::Result<()> {
    guard(|| {
        let count = roots as usize;
        let tensors = table::tensors(&list.get(0, count)?)?;
        let gradients = table::optional_tensors(&list.get(count, count)?)?;
        let wanted = table::tensors(&list.get(2 * count, inputs as usize)?)?;
        let options = options(retain_graph, create_graph);
        let grads = in_pass(|| run_grad(&tensors, &wanted, &gradients, options, allow_unused))?;
        answer(table::insert_all(grads.into_iter())?.into_iter())?;
        Ok(())
    })
}

/// The gradient: 0 for none, −1 if it is the tensor behind `known`, otherwise a handle that waits for its object.
#[napi]
pub fn gradient_of(id: f64, known: f64) -> napi::Result<f64> {
    guard(|| {
        let Some(grad) = table::tensor(id)?.grad() else { return Ok(0.0) };
        if known != 0.0 && TABLE.with_borrow(|table| table.tensor(known).is_ok_and(|known| known.same(&grad))) {
            return Ok(-1.0);
        }
        insert(Object::Tensor(grad))
    })
}

#[napi]
pub fn set_gradient(id: f64, grad: f64) -> napi::Result<()> {
    guard(|| {
        let grad = if grad == 0.0 { None } else { Some(table::tensor(grad)?) };
        table::tensor(id)?.set_grad(grad)
    })
}

#[napi]
pub fn set_requires_grad(id: f64, requires_grad: bool) -> napi::Result<()> {
    guard(|| table::tensor(id)?.set_requires_grad(requires_grad))
}

#[napi]
pub fn retain_grad(id: f64) -> napi::Result<()> {
    guard(|| table::tensor(id)?.retain_grad())
}

/// The node that made a tensor, as a handle that waits for its object and in the buffer the output's number; 0 for a leaf.
#[napi]
pub fn grad_fn(id: f64) -> napi::Result<f64> {
    guard(|| {
        let Some((node, slot)) = table::tensor(id)?.grad_fn() else { return Ok(0.0) };
        shared()[0] = slot as f64;
        insert(Object::Node(node))
    })
}

fn node(id: f64) -> Result<NodeRef> {
    TABLE.with_borrow(|table| table.node(id).cloned())
}

#[napi]
pub fn node_name(id: f64) -> napi::Result<String> {
    guard(|| Ok(node(id)?.name().to_owned()))
}

/// A number that tells nodes apart.
#[napi]
pub fn node_address(id: f64) -> napi::Result<f64> {
    guard(|| Ok(node(id)?.address() as f64))
}

/// For every input its node, as a handle that waits, and output number; 0 and 0 where there is none. Returns the number of inputs.
#[napi]
pub fn node_next(id: f64) -> napi::Result<u32> {
    guard(|| {
        let node = node(id)?;
        let next: Vec<Option<(NodeRef, usize)>> =
            node.next().map(|edge| edge.map(|(node, slot)| (node.clone(), slot))).collect();
        let mut found = Vec::with_capacity(2 * next.len());
        for edge in next {
            match edge {
                Some((node, slot)) => found.extend([insert(Object::Node(node))?, slot as f64]),
                None => found.extend([0.0, 0.0]),
            }
        }
        Ok(answer(found.into_iter())? / 2)
    })
}

/// The leaf that a node accumulates into, as a handle that waits; 0 if it does no such thing.
#[napi]
pub fn node_leaf(id: f64) -> napi::Result<f64> {
    guard(|| node(id)?.leaf().map_or(Ok(0.0), |leaf| insert(Object::Tensor(leaf))))
}

/// The tensors a node keeps for backward, as handles that wait in the buffer. Returns how many.
#[napi]
pub fn node_saved(id: f64) -> napi::Result<u32> {
    guard(|| {
        let node = node(id)?;
        let saved: Vec<Option<Tensor>> = node.saved_tensors().map(Some).collect();
        answer(table::insert_all(saved.into_iter())?.into_iter())
    })
}

/// The tensors a node keeps for backward, each as a handle that waits and the part it plays: `n` for input `n`, `-1 - n` for
/// output `n`, NaN for another. An error once they were freed. Returns how many.
#[napi]
pub fn node_parts(id: f64) -> napi::Result<u32> {
    guard(|| {
        let parts = node(id)?.saved_parts()?;
        let mut found = Vec::with_capacity(2 * parts.len());
        for (part, tensor) in parts {
            let code = match part {
                Part::Input(number) => number as f64,
                Part::Output(number) => -1.0 - number as f64,
                Part::Other => f64::NAN,
            };
            found.extend([insert(Object::Tensor(tensor))?, code]);
        }
        Ok(answer(found.into_iter())? / 2)
    })
}

/// Registers a hook around a JavaScript function from one handle to one handle or none. Returns the hook's number.
fn add_hook(env: Env, callback: Unknown, register: impl FnOnce(Hook) -> Result<HookHandle>) -> Result<u32> {
    let callback = Callback::new(env.raw(), callback.raw())?;
    let function = callback.number();
    let handle = register(Arc::new(move |grad: &Tensor| {
        let replaced = callback.call(&[insert(Object::Tensor(grad.clone()))?])?;
        replaced.first().map(|&id| table::tensor(id)).transpose()
    }))?;
    set_hook(function, handle);
    Ok(function)
}

/// Calls `callback` with every gradient of the tensor. Returns the number of the hook.
#[napi]
pub fn register_hook(env: Env, id: f64, callback: Unknown) -> napi::Result<u32> {
    guard(|| {
        let tensor = table::tensor(id)?;
        add_hook(env, callback, |hook| tensor.register_hook(hook))
    })
}

/// Removes a hook of a tensor or node.
#[napi]
pub fn remove_hook(number: u32) {
    callback::remove_hook(number);
}

/// Calls `callback` with the gradient of the node's output `slot`.
#[napi]
pub fn register_node_hook(env: Env, id: f64, slot: u32, callback: Unknown) -> napi::Result<u32> {
    guard(|| {
        let node = node(id)?;
        add_hook(env, callback, |hook| Ok(node.register_hook(slot as usize, hook)))
    })
}

/// Names of nodes live as long as the process; there are as many as there are classes.
fn intern(name: &str) -> &'static str {
    static NAMES: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let leaked: &'static str = name.to_owned().leak();
    names.insert(leaked);
    leaked
}

/// Records an operation whose backward is a JavaScript function. In the list: the handles of its inputs, outputs and
/// saved tensors, and for each output 0, 1 if it is not differentiable, 2 if it is an input that was written; the outputs with
/// their history come back in the buffer. `callback` gets the saved tensors and then the gradients of the outputs, zeros or 0 where
/// none arrived, and gives the gradients of the inputs.
#[napi]
#[allow(clippy::too_many_arguments, reason = "what a custom function says of itself")]
pub fn record_custom(
    env: Env,
    name: String,
    #[napi(ts_arg_type = "Float64Array")] list: List,
    inputs: u32,
    outputs: u32,
    saved: u32,
    materialize_grads: bool,
    callback: Unknown,
) -> napi::Result<()> {
    guard(|| {
        let (inputs, outputs, saved) = (inputs as usize, outputs as usize, saved as usize);
        let flags = list.get(inputs + outputs + saved, outputs)?;
        let flagged = |flag: f64| -> Vec<usize> { (0..outputs).filter(|&number| flags[number] == flag).collect() };
        let name = intern(&name);
        let custom = Custom {
            name,
            inputs: &table::tensors(&list.get(0, inputs)?)?,
            outputs: table::tensors(&list.get(inputs, outputs)?)?,
            saved: &table::tensors(&list.get(inputs + outputs, saved)?)?,
            not_differentiable: &flagged(1.0),
            dirty: &flagged(2.0),
            materialize_grads,
        };
        let callback = Callback::new(env.raw(), callback.raw())?;
        let function = callback.number();
        let results = custom.record(move |saved, grads| {
            let given: Vec<Option<Tensor>> = saved.iter().cloned().map(Some).chain(grads.iter().cloned()).collect();
            let returned = callback.call(&table::insert_all(given.into_iter())?)?;
            table::optional_tensors(&returned)
        })?;
        // The node of its own: an output may have another, if it is a view of what was written.
        let mut nodes = results.iter().filter_map(Tensor::grad_fn).map(|(node, _)| node);
        if let Some(node) = nodes.find(|node| std::ptr::eq(node.name(), name)) {
            set_owner(function, Owner::Node(node.address()));
        }
        answer(table::insert_all(results.into_iter().map(Some))?.into_iter())?;
        Ok(())
    })
}

/// Forgets the gradients of the tensors whose handles the list begins with.
#[napi]
pub fn forget_gradients(#[napi(ts_arg_type = "Float64Array")] list: List, count: u32) -> napi::Result<()> {
    guard(|| list.get(0, count as usize)?.iter().try_for_each(|&id| table::tensor(id)?.set_grad(None)))
}

/// How many of the tensors whose handles the list begins with have gradients.
#[napi]
pub fn count_gradients(#[napi(ts_arg_type = "Float64Array")] list: List, count: u32) -> napi::Result<u32> {
    guard(|| {
        let ids = list.get(0, count as usize)?;
        TABLE.with_borrow(|table| {
            ids.iter().try_fold(0, |sum, &id| Ok(sum + u32::from(table.tensor(id)?.grad().is_some())))
        })
    })
}
