//! What a forgotten access looks like: the stack of whoever followed an address of the device.

/// Says where, before the process ends as it would.
#[cfg(unix)]
pub fn set() {
    use std::{backtrace::Backtrace, mem, ptr};

    extern "C" fn report(signal: libc::c_int) {
        // Nothing that is interrupted here goes on, so what is not safe in a signal's handler is safe enough.
        eprintln!(
            "a mirror was read or written by the host, or something else went wrong:\n{}",
            Backtrace::force_capture()
        );
        // SAFETY: back to how the system handles it, which the same access meets when it is tried again.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }

    // SAFETY: an action that is all zeros but for its handler is valid; the handler lives as long as the process.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = report as *const () as usize;
        for signal in [libc::SIGSEGV, libc::SIGBUS] {
            libc::sigaction(signal, &action, ptr::null_mut());
        }
    }
}

/// Nothing: the debugger says it.
#[cfg(not(unix))]
pub fn set() {}
