use super::*;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::AtomicU32,
    thread,
};

/// Tests run at the same time; those that need workers must not lose them to one another for ever, only for a while.
fn counts(chunks: usize) -> Vec<AtomicU32> {
    (0..chunks).map(|_| AtomicU32::new(0)).collect()
}

fn ran_once_each(counts: &[AtomicU32]) -> bool {
    counts.iter().all(|count| count.load(Ordering::Relaxed) == 1)
}

#[test]
fn every_chunk_runs_exactly_once() {
    for chunks in [0, 1, 2, 3, 64, 1000] {
        let seen = counts(chunks);
        parallel(chunks, &|chunk| {
            seen[chunk].fetch_add(1, Ordering::Relaxed);
        });
        assert!(ran_once_each(&seen), "{chunks} chunks");
    }
}

#[test]
fn equal_jobs_give_a_thread_the_same_chunks_again() {
    let job = Job::new();
    let order = Mutex::new(Vec::new());
    let record = |chunk: usize| order.lock().unwrap().push(chunk);
    assert!(job.run(6, 1, &record, || ()).is_none());
    assert_eq!(
        *order.lock().unwrap(),
        [0, 1, 2, 5, 4, 3],
        "its own from the front, those of the missing worker from the back"
    );
}

#[test]
fn many_short_jobs_in_a_row_lose_no_chunk() {
    for _ in 0..5000 {
        let total = AtomicUsize::new(0);
        parallel(7, &|chunk| {
            total.fetch_add(chunk, Ordering::Relaxed);
        });
        assert_eq!(total.into_inner(), 21);
    }
}

#[test]
fn a_parked_worker_wakes_for_the_next_job() {
    for _ in 0..20 {
        thread::sleep(job::SPIN * 10);
        let seen = counts(16);
        parallel(16, &|chunk| {
            seen[chunk].fetch_add(1, Ordering::Relaxed);
        });
        assert!(ran_once_each(&seen));
    }
}

#[test]
fn a_nested_call_runs_all_its_chunks_on_the_thread_that_made_it() {
    let seen = counts(12 * 5);
    parallel(12, &|outer| {
        let caller = thread::current().id();
        parallel(5, &|inner| {
            assert_eq!(thread::current().id(), caller);
            seen[outer * 5 + inner].fetch_add(1, Ordering::Relaxed);
        });
    });
    assert!(ran_once_each(&seen));
}

#[test]
fn several_callers_at_once_each_get_all_their_chunks() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..300 {
                    let seen = counts(9);
                    parallel(9, &|chunk| {
                        seen[chunk].fetch_add(1, Ordering::Relaxed);
                    });
                    assert!(ran_once_each(&seen));
                }
            });
        }
    });
}

#[test]
fn a_panic_resumes_on_the_caller_and_the_pool_goes_on() {
    for round in 0..50 {
        let finished = AtomicUsize::new(0);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            parallel(8, &|chunk| {
                if chunk == round % 8 {
                    resume_unwind(Box::new("chunk failed"));
                }
                finished.fetch_add(1, Ordering::Relaxed);
            });
        }));
        assert_eq!(outcome.unwrap_err().downcast_ref::<&str>(), Some(&"chunk failed"));
        assert!(finished.into_inner() <= 7);
        let seen = counts(8);
        parallel(8, &|chunk| {
            seen[chunk].fetch_add(1, Ordering::Relaxed);
        });
        assert!(ran_once_each(&seen));
    }
}

#[test]
fn a_panic_of_one_chunk_lets_the_others_of_the_job_finish() {
    let job = Job::new();
    let finished = AtomicUsize::new(0);
    let body = |chunk: usize| {
        if chunk == 2 {
            resume_unwind(Box::new(2));
        }
        finished.fetch_add(1, Ordering::Relaxed);
    };
    assert!(job.run(6, 0, &body, || ()).is_some());
    assert_eq!(finished.load(Ordering::Relaxed), 5);
    assert!(job.run(2, 0, &body, || ()).is_none(), "the panic must not be reported twice");
}

#[test]
fn who_looks_for_work_between_two_jobs_of_unlike_sizes_claims_no_chunk_of_the_next_for_the_last() {
    let job = Job::new();
    let over = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            while over.load(Ordering::Relaxed) == 0 {
                job.help(1);
            }
        });
        for _ in 0..100_000 {
            for chunks in [1, 16] {
                let seen = counts(chunks);
                let body = |chunk: usize| {
                    seen[chunk].fetch_add(1, Ordering::Relaxed);
                };
                assert!(job.run(chunks, 1, &body, || ()).is_none());
                assert!(ran_once_each(&seen), "{chunks} chunks");
            }
        }
        over.store(1, Ordering::Relaxed);
    });
}

#[test]
fn ranges_cover_the_length_without_overlap() {
    for (len, grain) in [(0, 1), (1, 1), (10, 3), (1000, 1), (1001, 64), (5, 0)] {
        let seen = counts(len);
        parallel_ranges(len, grain, &|range| {
            for index in range {
                seen[index].fetch_add(1, Ordering::Relaxed);
            }
        });
        assert!(ran_once_each(&seen), "{len} by {grain}");
    }
}

#[test]
fn short_lengths_stay_on_the_caller() {
    let caller = thread::current().id();
    parallel_ranges(99, 50, &|range| {
        assert_eq!(range, 0..99);
        assert_eq!(thread::current().id(), caller);
    });
}

#[test]
fn the_number_of_threads_is_at_least_one() {
    let before = num_threads();
    assert!(before >= 1);
    set_num_threads(0);
    let seen = counts(4);
    parallel(4, &|chunk| {
        seen[chunk].fetch_add(1, Ordering::Relaxed);
    });
    assert!(ran_once_each(&seen));
    set_num_threads(before);
}
