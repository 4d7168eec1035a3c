//! Handles: integers that stand for engine objects. Node-API finalizers never run inside a synchronous loop, so a plain training
//! loop would grow without end; here every handle has a *weak* reference to its JavaScript object, and after a collection
//! that we ask for, the handles whose objects died are swept.
//! Invariant: a slot on the free list holds nothing; a slot in use is on exactly one of the two lists, unless it still
//! waits for its object.

use napi::sys;
use std::{cell::RefCell, ptr};
use tapir_autograd::{NodeRef, Tensor, call::Resolver, tape::Held};
use tapir_core::{
    Error, Generator, Result, bail,
    device::held::is_exceeded,
    ensure, error,
    memory::{held_by_thread, prefetch},
};

/// A handle is `generation << INDEX_BITS | index`: 31 bits, so that V8 stores it as a small integer. A slot's generation
/// counts its uses, modulo 32.
const INDEX_BITS: u32 = 26;
const GENERATIONS: u32 = 32;
const MAX_SLOTS: usize = 1 << INDEX_BITS;
/// Handle scopes are closed this often during a sweep, so that a sweep itself keeps little alive.
const SCOPE: usize = 256;

/// A handle that lives through so many sweeps of the young list goes to the old one.
const SWEEPS_OF_THE_YOUNG: u32 = 2;

/// So few old handles are looked at in every sweep: V8's own collections free some of theirs, which may be large.
const FEW: usize = 128;

/// How far ahead a sweep asks for memory.
const AHEAD: usize = 8;

/// What a handle stands for.
pub enum Object {
    Tensor(Tensor),
    Node(NodeRef),
    Generator(Generator),
}

impl Object {
    /// As a part of graphs; none if it can be none.
    fn part(&self) -> Option<Held> {
        match self {
            Object::Tensor(tensor) => Some(Held::Tensor(tensor.clone())),
            Object::Node(node) => Some(Held::Node(node.clone())),
            Object::Generator(_) => None,
        }
    }
}

struct Slot {
    object: Option<Object>,
    reference: sys::napi_ref,
    generation: u32,
    /// Survived this many sweeps of the young list.
    age: u32,
}

impl Slot {
    /// Brings what a sweep looks at into the cache.
    #[inline]
    fn fetch(&self) {
        prefetch(self.reference.cast::<u8>());
        if let Some(Object::Tensor(tensor)) = &self.object {
            tensor.fetch();
        }
    }
}

/// The handles of one thread.
pub struct Table {
    slots: Vec<Slot>,
    free: Vec<u32>,
    young: Vec<u32>,
    old: Vec<u32>,
    /// How much more may be made before JavaScript should consider collecting.
    budget: Budget,
    live: usize,
    /// Slots that were disposed of and still stand on a list.
    disposed: usize,
}

/// See [`Table::budget`].
#[derive(Clone, Copy)]
struct Budget {
    /// New handles.
    handles: i64,
    /// Bytes that this thread may hold.
    held: isize,
}

thread_local! {
    pub static TABLE: RefCell<Table> = const { RefCell::new(Table::new()) };
}

impl Table {
    pub const fn new() -> Table {
        Table {
            slots: Vec::new(),
            free: Vec::new(),
            young: Vec::new(),
            old: Vec::new(),
            budget: Budget { handles: 0, held: 0 },
            live: 0,
            disposed: 0,
        }
    }

    /// Starts counting anew: after so many handles, or when so many bytes more are held, the budget is used up.
    pub fn set_budget(&mut self, handles: f64, bytes: f64) {
        self.budget = Budget { handles: handles as i64, held: held_by_thread().saturating_add(bytes as isize) };
    }

    /// Whether a collection should be considered. Handles and bytes count however they were made: by operators, from data or
    /// files, by a backward pass.
    #[inline]
    pub fn is_exhausted(&self) -> bool {
        self.budget.handles <= 0 || held_by_thread() > self.budget.held || is_exceeded()
    }

    /// A handle that waits for its JavaScript object.
    #[inline]
    pub fn insert(&mut self, object: Object) -> Result<f64> {
        self.budget.handles -= 1;
        let index = match self.free.pop() {
            Some(index) => index,
            None => self.grow()?,
        };
        let slot = &mut self.slots[index as usize];
        slot.object = Some(object);
        slot.age = 0;
        self.live += 1;
        Ok(f64::from(slot.generation << INDEX_BITS | index))
    }

    /// Handles for tensors, 0 for `None`: all of them, or none is left.
    pub fn insert_all(&mut self, tensors: impl ExactSizeIterator<Item = Option<Tensor>>) -> Result<Vec<f64>> {
        let mut ids = Vec::new();
        ids.try_reserve_exact(tensors.len()).map_err(|_| error!(Memory, "no room for {} handles", tensors.len()))?;
        for tensor in tensors {
            match tensor.map_or(Ok(0.0), |tensor| self.insert(Object::Tensor(tensor))) {
                Ok(id) => ids.push(id),
                Err(error) => {
                    ids.iter().for_each(|&id| self.withdraw(id));
                    return Err(error);
                }
            }
        }
        Ok(ids)
    }

    /// Takes back a handle that still waits for its object.
    fn withdraw(&mut self, id: f64) {
        if let Ok(index) = self.index(id) {
            self.slots[index].object = None;
            self.live -= 1;
            self.recycle(index);
        }
    }

    #[cold]
    fn grow(&mut self) -> Result<u32> {
        if self.slots.is_empty() {
            // Handle 0 means "none": slot 0 is never used.
            self.slots.push(Slot { object: None, reference: ptr::null_mut(), generation: 0, age: 0 });
        }
        ensure!(self.slots.len() < MAX_SLOTS, Memory, "more than {MAX_SLOTS} tensors are alive");
        self.slots.push(Slot { object: None, reference: ptr::null_mut(), generation: 0, age: 0 });
        Ok(self.slots.len() as u32 - 1)
    }

    /// Ties a handle to its JavaScript object.
    #[inline]
    pub fn adopt(&mut self, env: sys::napi_env, object: sys::napi_value, id: f64) -> Result<()> {
        let index = self.index(id)?;
        let slot = &mut self.slots[index];
        ensure!(slot.reference.is_null(), Value, "the handle has an object already");
        // SAFETY: `env` and `object` are those of the present call; a count of 0 makes the reference weak.
        let status = unsafe { sys::napi_create_reference(env, object, 0, &mut slot.reference) };
        ensure!(status == sys::Status::napi_ok, Internal, "napi_create_reference failed with status {status}");
        self.young.push(index as u32);
        Ok(())
    }

    #[inline]
    fn index(&self, id: f64) -> Result<usize> {
        let handle = id as u32;
        let index = (handle & (MAX_SLOTS as u32 - 1)) as usize;
        match self.slots.get(index) {
            Some(slot)
                if slot.generation == handle >> INDEX_BITS && slot.object.is_some() && f64::from(handle) == id =>
            {
                Ok(index)
            }
            _ => Err(invalid(id)),
        }
    }

    #[inline]
    fn object(&self, id: f64) -> Result<&Object> {
        let index = self.index(id)?;
        self.slots[index].object.as_ref().ok_or_else(|| invalid(id))
    }

    #[inline]
    pub fn tensor(&self, id: f64) -> Result<&Tensor> {
        match self.object(id)? {
            Object::Tensor(tensor) => Ok(tensor),
            _ => bail!(Value, "the handle is not that of a tensor"),
        }
    }

    pub fn node(&self, id: f64) -> Result<&NodeRef> {
        match self.object(id)? {
            Object::Node(node) => Ok(node),
            _ => bail!(Value, "the handle is not that of a node"),
        }
    }

    /// Puts another tensor behind a handle: an in-place operation that changes the shape.
    pub fn replace_tensor(&mut self, id: f64, tensor: Tensor) -> Result<()> {
        self.tensor(id)?;
        let index = self.index(id)?;
        self.slots[index].object = Some(Object::Tensor(tensor));
        Ok(())
    }

    /// Frees what a handle stands for. The slot itself is reused after the next sweep.
    pub fn dispose(&mut self, env: sys::napi_env, id: f64) -> Result<Option<Object>> {
        let index = self.index(id)?;
        let slot = &mut self.slots[index];
        if slot.reference.is_null() {
            bail!(Value, "the handle has no object yet");
        }
        release(env, slot);
        self.live -= 1;
        self.disposed += 1;
        Ok(slot.object.take())
    }

    fn recycle(&mut self, index: usize) {
        let slot = &mut self.slots[index];
        slot.generation = (slot.generation + 1) % GENERATIONS;
        self.free.push(index as u32);
    }

    /// Frees the handles of the young list, or of both, whose objects a collection has taken. What they stood for is added to
    /// `dead`, to be dropped when the table is no longer borrowed.
    pub fn sweep(&mut self, env: sys::napi_env, all: bool, dead: &mut Vec<Object>) {
        let mut old = std::mem::take(&mut self.old);
        if all || old.len() <= FEW {
            self.sweep_list(env, &mut old, dead);
        } else if self.disposed > old.len() / 2 {
            self.recycle_disposed(&mut old);
        }
        let mut young = std::mem::take(&mut self.young);
        self.sweep_list(env, &mut young, dead);
        young.retain(|&index| {
            let slot = &mut self.slots[index as usize];
            slot.age += 1;
            let is_old = slot.age == SWEEPS_OF_THE_YOUNG;
            if is_old {
                old.push(index);
            }
            !is_old
        });
        (self.young, self.old) = (young, old);
    }

    /// Frees the slots of the old list that were disposed of. It is done when they are the greater part, so that it costs little
    /// for each.
    fn recycle_disposed(&mut self, old: &mut Vec<u32>) {
        old.retain(|&index| {
            let is_used = self.slots[index as usize].object.is_some();
            if !is_used {
                self.disposed -= 1;
                self.recycle(index as usize);
            }
            is_used
        });
    }

    /// Takes what is dead off a list. Nothing is allocated: a large block given back to the system's allocator makes it merge
    /// all its small ones, and cut them again for the next references.
    fn sweep_list(&mut self, env: sys::napi_env, list: &mut Vec<u32>, dead: &mut Vec<Object>) {
        let mut kept = 0;
        for start in (0..list.len()).step_by(SCOPE) {
            let mut scope = ptr::null_mut();
            // SAFETY: `env` is that of the present call; the scope is closed below.
            unsafe { sys::napi_open_handle_scope(env, &mut scope) };
            for at in start..list.len().min(start + SCOPE) {
                let index = list[at];
                if let Some(&later) = list.get(at + AHEAD) {
                    self.slots[later as usize].fetch();
                }
                let slot = &mut self.slots[index as usize];
                if slot.object.is_some() && is_alive(env, slot.reference) {
                    list[kept] = index;
                    kept += 1;
                    continue;
                }
                match slot.object.take() {
                    Some(object) => {
                        release(env, slot);
                        self.live -= 1;
                        dead.push(object);
                    }
                    None => self.disposed -= 1,
                }
                self.recycle(index as usize);
            }
            // SAFETY: opened above.
            unsafe { sys::napi_close_handle_scope(env, scope) };
        }
        list.truncate(kept);
    }

    /// What stands behind the handles that have objects, with the references to these.
    pub fn with_object(&self) -> impl Iterator<Item = (Held, sys::napi_ref)> {
        let parts = self.slots.iter().filter(|slot| !slot.reference.is_null());
        parts.filter_map(|slot| Some((slot.object.as_ref()?.part()?, slot.reference)))
    }

    /// What stands behind the handles that still wait for theirs.
    pub fn without_object(&self) -> impl Iterator<Item = Held> {
        let slots = self.slots.iter().filter(|slot| slot.reference.is_null());
        slots.filter_map(|slot| slot.object.as_ref()?.part())
    }

    /// Handles in use.
    pub fn live(&self) -> usize {
        self.live
    }
}

fn is_alive(env: sys::napi_env, reference: sys::napi_ref) -> bool {
    let mut value = ptr::null_mut();
    // SAFETY: the reference belongs to this environment and has not been deleted.
    unsafe { sys::napi_get_reference_value(env, reference, &mut value) };
    !value.is_null()
}

fn release(env: sys::napi_env, slot: &mut Slot) {
    let reference = std::mem::replace(&mut slot.reference, ptr::null_mut());
    // SAFETY: as in `is_alive`; it is deleted once.
    unsafe { sys::napi_delete_reference(env, reference) };
}

#[cold]
fn invalid(id: f64) -> Error {
    error!(Value, "there is no object with handle {id}: it was disposed of, or belongs to another thread")
}

impl Resolver for Table {
    #[inline]
    fn tensor(&self, id: f64) -> Result<&Tensor> {
        Table::tensor(self, id)
    }

    fn generator(&self, id: f64) -> Result<Generator> {
        match self.object(id)? {
            Object::Generator(generator) => Ok(generator.clone()),
            _ => bail!(Value, "the handle is not that of a generator"),
        }
    }
}

/// The tensor behind a handle.
pub fn tensor(id: f64) -> Result<Tensor> {
    TABLE.with_borrow(|table| table.tensor(id).cloned())
}

/// The tensors behind handles; 0 stands for none.
pub fn optional_tensors(ids: &[f64]) -> Result<Vec<Option<Tensor>>> {
    TABLE.with_borrow(|table| {
        ids.iter().map(|&id| if id == 0.0 { Ok(None) } else { table.tensor(id).cloned().map(Some) }).collect()
    })
}

pub fn tensors(ids: &[f64]) -> Result<Vec<Tensor>> {
    TABLE.with_borrow(|table| ids.iter().map(|&id| table.tensor(id).cloned()).collect())
}

/// A handle that waits for its object.
pub fn insert(object: Object) -> Result<f64> {
    TABLE.with_borrow_mut(|table| table.insert(object))
}

/// Handles for tensors; none for `None`.
pub fn insert_all(tensors: impl ExactSizeIterator<Item = Option<Tensor>>) -> Result<Vec<f64>> {
    TABLE.with_borrow_mut(|table| table.insert_all(tensors))
}
