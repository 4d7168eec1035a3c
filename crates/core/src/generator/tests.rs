//! The literal numbers are PyTorch 2.13's.

use super::*;
use crate::ErrorKind;

fn word(generator: &Generator) -> u32 {
    generator.lock().next_u32()
}

fn normal(generator: &Generator) -> f64 {
    generator.lock().normal()
}

fn seeded(seed: i128) -> Generator {
    let generator = Generator::new();
    generator.manual_seed(seed).unwrap();
    generator
}

#[test]
fn the_words_of_a_seed_are_those_of_pytorch() {
    let generator = seeded(42);
    let mut words = [0; 1400];
    generator.lock().fill_u32(&mut words);
    assert_eq!(words[..4], [1608637542, 3421126067, 4083286876, 787846414]);
    assert_eq!(words[622..626], [336967606, 1077437785, 108880612, 791707097]);
    assert_eq!((words[1247], words[1248], words[1399]), (1014112781, 2655384025, 1377147724));
}

#[test]
fn a_negative_seed_counts_modulo_two_to_the_64() {
    let generator = seeded(-5);
    assert_eq!(generator.initial_seed(), 18446744073709551611);
    assert_eq!(word(&generator), 1844333030);
}

#[test]
fn seeds_equal_modulo_two_to_the_32_give_one_stream() {
    assert_eq!(seeded(5).lock().next_u64(), seeded((1 << 32) + 5).lock().next_u64());
}

#[test]
fn a_seed_out_of_range_is_a_value_error() {
    let generator = Generator::new();
    for seed in [1 << 64, -(1 << 63) - 1, i128::MAX] {
        assert_eq!(generator.manual_seed(seed).unwrap_err().kind(), ErrorKind::Value);
    }
    assert_eq!(generator.initial_seed(), Generator::DEFAULT_SEED);
    assert!(generator.manual_seed((1 << 64) - 1).is_ok() && generator.manual_seed(-(1 << 63)).is_ok());
}

#[test]
fn the_first_word_of_a_wide_draw_is_its_high_half() {
    assert_eq!(seeded(0).lock().next_u64(), 2357136044 << 32 | 2546248239);
}

#[test]
fn words_drawn_in_bulk_are_those_drawn_one_by_one() {
    let (bulk, single) = (seeded(3), seeded(3));
    for count in [1, 0, 7, 623, 1, 624, 2000, 5] {
        let mut words = vec![0; count];
        bulk.lock().fill_u32(&mut words);
        let expected: Vec<u32> = (0..count).map(|_| word(&single)).collect();
        assert_eq!(words, expected);
        assert_eq!(bulk.state(), single.state());
    }
}

#[test]
fn a_state_restores_the_stream_and_the_waiting_normal() {
    let generator = seeded(11);
    for draws in [0, 1, 622, 1, 1, 5] {
        generator.lock().fill_u32(&mut vec![0; draws]);
        let first = normal(&generator);
        let state = generator.state();
        assert_eq!(state.len(), STATE_BYTES);
        let expected = (normal(&generator), word(&generator));
        let restored = Generator::new();
        restored.set_state(&state).unwrap();
        assert_eq!(restored.state(), state);
        assert_ne!(normal(&restored), first);
        generator.set_state(&state).unwrap();
        assert_eq!((normal(&generator), word(&generator)), expected);
    }
}

#[test]
fn a_fresh_state_says_that_no_word_is_left() {
    let state = seeded(5).state();
    assert_eq!((state[0], state[8], state[12], state[16]), (5, 1, 1, 0));
}

#[test]
fn a_damaged_state_is_a_value_error() {
    let generator = seeded(1);
    let state = generator.state();
    let mut impossible = state.clone();
    impossible[8] = 9; // eight words left, but the first one is next
    let mut unseeded = state.clone();
    unseeded[12] = 0;
    for bytes in [&state[..5055], &[], &impossible, &unseeded] {
        assert_eq!(generator.set_state(bytes).unwrap_err().kind(), ErrorKind::Value);
    }
    assert_eq!(generator.state(), state);
}

#[test]
fn seeding_forgets_the_waiting_normal() {
    let generator = seeded(8);
    let first = normal(&generator);
    generator.manual_seed(8).unwrap();
    assert_eq!(normal(&generator), first);
}

#[test]
fn clones_draw_from_one_stream() {
    let generator = seeded(0);
    let clone = generator.clone();
    assert!(generator.same(&clone) && !generator.same(&Generator::new()));
    assert_eq!((word(&generator), word(&clone)), (2357136044, 2546248239));
}

#[test]
fn unpredictable_seeds_differ_and_fit_53_bits() {
    let generator = Generator::new();
    let seeds: Vec<u64> = (0..4).map(|_| generator.seed()).collect();
    assert_eq!(generator.initial_seed(), seeds[3]);
    assert!(seeds.iter().all(|&seed| seed < 1 << 53));
    assert!(seeds.windows(2).any(|pair| pair[0] != pair[1]));
}
