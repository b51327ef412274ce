//! How the heap of the process is kept small.
//!
//! glibc gives each of our eight threads a heap of its own, and keeps in each what was given back. At 10,000 lines a tenth of
//! the memory was room that no thread had a use for. With one heap for all, threads that compute side by side take a third
//! longer. To give back at once what is large, as the texts of documents are, takes the system as long as a key takes us in a
//! file of 50,000 lines: that waits until nobody wants anything. Other allocators measured worse: mimalloc took a third
//! more memory, dlmalloc more time.

/// Settles it, before there are other threads. Elsewhere than with glibc the system's ways are left alone.
pub(crate) fn keep_small() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        #[expect(unsafe_code, reason = "no safe function sets an option of malloc")]
        // SAFETY: it takes two numbers, and answers 0 to those that it does not know (mallopt(3)).
        unsafe {
            libc::mallopt(libc::M_ARENA_MAX, heaps());
        }
    }
}

/// Gives back to the system what no one uses, also what lies between pieces that are in use.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "no safe function asks malloc for it")]
    // SAFETY: it takes a number, and touches nothing that is in use (malloc_trim(3)).
    unsafe {
        libc::malloc_trim(0);
    }
}

/// As many as there are threads that run at once.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn heaps() -> libc::c_int {
    match std::thread::available_parallelism() {
        Ok(cores) => cores.get().clamp(2, 8) as libc::c_int,
        Err(_) => 2,
    }
}
