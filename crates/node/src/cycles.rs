//! Cycles through JavaScript. A hook, or the backward of a custom function, is held by its node and may itself hold tensors of that
//! node's graph; the two collectors would each wait for the other. So before a full collection the functions are let go of, and
//! entrusted to the objects whose graphs reach them: what then still lives is what somebody can reach.
//! Invariant: a function is let go of only if everything that holds it was seen here: not while a backward pass runs, nor if a
//! handle without an object reaches it.

use crate::{
    callback::{self, Owner},
    table::TABLE,
};
use napi::{Env, Unknown, bindgen_prelude::FromNapiValue, sys};
use napi_derive::napi;
use std::{
    collections::{HashMap, HashSet},
    ptr,
};
use tapir_autograd::tape::Held;

/// What tensors and nodes hold, as far as it is reached from some of them.
#[derive(Default)]
struct Graph {
    /// Each with what it holds, by number.
    entries: Vec<(Held, Vec<usize>)>,
    numbers: HashMap<usize, usize>,
    /// The functions that an entry holds itself.
    functions: HashMap<usize, Vec<u32>>,
}

impl Graph {
    /// The number of a part, new or known.
    fn number(&mut self, part: Held) -> Option<usize> {
        let address = part.address()?;
        let next = self.entries.len();
        let number = *self.numbers.entry(address).or_insert(next);
        if number == next {
            self.entries.push((part, Vec::new()));
        }
        Some(number)
    }

    /// Adds all that the last entries from `from` on hold.
    fn complete(&mut self, from: usize) {
        let mut at = from;
        while at < self.entries.len() {
            let mut parts = Vec::new();
            self.entries[at].0.visit(&mut |part| parts.push(part));
            let own = match &self.entries[at].0 {
                Held::Node(node) => callback::function_of(Owner::Node(node.address())),
                _ => None,
            };
            let hooks = parts.iter().filter_map(|part| match part {
                Held::Hook(hook) => callback::function_of(Owner::Hook(*hook)),
                _ => None,
            });
            let functions: Vec<u32> = hooks.chain(own).collect();
            if !functions.is_empty() {
                self.functions.insert(at, functions);
            }
            self.entries[at].1 = parts.into_iter().filter_map(|part| self.number(part)).collect();
            at += 1;
        }
    }

    /// The entries from which a function is reached.
    fn reaching(&self) -> Vec<bool> {
        let mut holders = vec![Vec::new(); self.entries.len()];
        for (holder, (_, held)) in self.entries.iter().enumerate() {
            held.iter().for_each(|&held| holders[held].push(holder));
        }
        let mut reaches = vec![false; self.entries.len()];
        let mut waiting: Vec<usize> = self.functions.keys().copied().collect();
        while let Some(at) = waiting.pop() {
            if !std::mem::replace(&mut reaches[at], true) {
                waiting.extend(&holders[at]);
            }
        }
        reaches
    }

    /// The functions reached from the first entries.
    fn functions_from(&self, count: usize) -> HashSet<u32> {
        let mut seen = vec![false; self.entries.len()];
        let mut waiting: Vec<usize> = (0..count).collect();
        let mut found = HashSet::new();
        while let Some(at) = waiting.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                found.extend(self.functions.get(&at).into_iter().flatten());
                waiting.extend(&self.entries[at].1);
            }
        }
        found
    }
}

/// Lets go of the functions that the tape holds, until `recover`. Returns, one after the other, objects and what must live as long
/// as they do.
#[napi]
pub fn entrust(env: Env) -> napi::Result<Unknown<'static>> {
    let pairs = if callback::may_let_go() { collect(env.raw()) } else { Vec::new() };
    let mut list = ptr::null_mut();
    // SAFETY: in the environment and the handle scope of this call.
    unsafe {
        sys::napi_create_array_with_length(env.raw(), pairs.len(), &mut list);
        for (index, value) in pairs.into_iter().enumerate() {
            sys::napi_set_element(env.raw(), list, index as u32, value);
        }
        Unknown::from_napi_value(env.raw(), list)
    }
}

fn collect(env: sys::napi_env) -> Vec<sys::napi_value> {
    let mut graph = Graph::default();
    let mut objects = Vec::new();
    TABLE.with_borrow(|table| {
        for part in table.without_object() {
            graph.number(part);
        }
        let held_here = graph.entries.len();
        for (part, reference) in table.with_object() {
            let mut object = ptr::null_mut();
            // SAFETY: the reference belongs to this environment and has not been deleted.
            unsafe { sys::napi_get_reference_value(env, reference, &mut object) };
            if let Some(number) = graph.number(part)
                && !object.is_null()
            {
                objects.push((object, number));
            }
        }
        graph.complete(0);
        entrusted(env, &graph, held_here, &objects)
    })
}

/// The pairs of [`entrust`]. Arrays stand for the entries: each holds its functions and the arrays of what the entry holds.
fn entrusted(
    env: sys::napi_env,
    graph: &Graph,
    held_here: usize,
    objects: &[(sys::napi_value, usize)],
) -> Vec<sys::napi_value> {
    let reaches = graph.reaching();
    let mut arrays: HashMap<usize, sys::napi_value> = HashMap::new();
    for at in (0..reaches.len()).filter(|&at| reaches[at]) {
        let mut array = ptr::null_mut();
        // SAFETY: in the environment and the handle scope of this call.
        unsafe { sys::napi_create_array(env, &mut array) };
        arrays.insert(at, array);
    }
    for (at, &array) in &arrays {
        let functions =
            graph.functions.get(at).into_iter().flatten().filter_map(|&number| callback::value(env, number));
        let held = graph.entries[*at].1.iter().filter_map(|held| arrays.get(held).copied());
        for (index, value) in functions.chain(held).enumerate() {
            // SAFETY: as above.
            unsafe { sys::napi_set_element(env, array, index as u32, value) };
        }
    }
    let pairs: Vec<_> = objects
        .iter()
        .filter_map(|(object, number)| arrays.get(number).map(|&array| [*object, array]))
        .flatten()
        .collect();
    let stay = graph.functions_from(held_here);
    let reached: HashSet<u32> = graph.functions.values().flatten().copied().collect();
    callback::let_go(env, reached.difference(&stay).copied());
    pairs
}

/// Holds the functions again that `entrust` let go of, as far as they live.
#[napi]
pub fn recover(env: Env) {
    callback::take_back(env.raw());
}
