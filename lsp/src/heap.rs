//! How the heap of the process is kept small.
//!
//! glibc gives each of our eight threads a heap of its own, and keeps at the end of each more room the larger the pieces
//! are that a program gives back; the text of a document is one. At 10,000 lines a tenth of the memory was room that no
//! thread had a use for. With one heap for all, threads that compute side by side take a third longer. Other allocators
//! measured worse: mimalloc took a third more memory, dlmalloc more time.

/// Settles it, before there are other threads. Elsewhere than with glibc the system's ways are left alone.
pub(crate) fn keep_small() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    settle(&[
        (libc::M_ARENA_MAX, heaps()),
        (libc::M_TRIM_THRESHOLD, 256 * 1024),
        // What is larger goes back to the system at once. Once it is set it no longer grows.
        (libc::M_MMAP_THRESHOLD, 1024 * 1024),
    ]);
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

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn settle(options: &[(libc::c_int, libc::c_int)]) {
    for (option, value) in options {
        #[expect(unsafe_code, reason = "no safe function sets an option of malloc")]
        // SAFETY: it takes two numbers, and answers 0 to those that it does not know (mallopt(3)).
        unsafe {
            libc::mallopt(*option, *value);
        }
    }
}
