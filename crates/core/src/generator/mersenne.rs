//! The engine: MT19937 by Matsumoto and Nishimura, with PyTorch's rules for wide draws, uniforms and normals.
//! Invariant: `words` is the state; `outputs` are the same words tempered.

const N: usize = 624;
const M: usize = 397;

/// A stream of 32-bit words and the normal that waits for its turn.
#[derive(Clone, Debug)]
pub struct MersenneTwister {
    pub(super) seed: u64,
    pub(super) words: [u32; N],
    outputs: [u32; N],
    /// The word to give out next, unless the words are used up.
    pub(super) next: usize,
    /// Draws until the words are used up, plus one; PyTorch starts with 1 and `next` 0.
    pub(super) left: usize,
    /// The second half of the last pair of normals.
    pub(super) cached_normal: Option<f64>,
}

impl MersenneTwister {
    /// The stream of a seed, of which 32 bits count.
    pub fn new(seed: u64) -> MersenneTwister {
        let mut words = [0; N];
        words[0] = seed as u32;
        for j in 1..N {
            let last = words[j - 1];
            words[j] = (last ^ (last >> 30)).wrapping_mul(1_812_433_253).wrapping_add(j as u32);
        }
        MersenneTwister::resume(seed, words, 0, 1, None)
    }

    /// The stream with these words of which `left` − 1 are unused, from `next` on.
    pub(super) fn resume(
        seed: u64,
        words: [u32; N],
        next: usize,
        left: usize,
        cached_normal: Option<f64>,
    ) -> MersenneTwister {
        let outputs = words.map(temper);
        MersenneTwister { seed, words, outputs, next, left, cached_normal }
    }

    pub fn initial_seed(&self) -> u64 {
        self.seed
    }

    /// The next word.
    #[inline]
    pub fn next_u32(&mut self) -> u32 {
        self.left -= 1;
        if self.left == 0 {
            self.regenerate();
        }
        let word = self.outputs[self.next];
        self.next += 1;
        word
    }

    /// The next two words, the first one on top.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        let high = u64::from(self.next_u32());
        high << 32 | u64::from(self.next_u32())
    }

    /// The next `words.len()` words, as so many calls of `next_u32` give.
    pub fn fill_u32(&mut self, mut words: &mut [u32]) {
        while !words.is_empty() {
            if self.left == 1 {
                self.regenerate();
                self.left += 1; // `left` counts the draw to come, which `regenerate` takes as begun
            }
            let count = words.len().min(self.left - 1);
            let (now, later) = words.split_at_mut(count);
            now.copy_from_slice(&self.outputs[self.next..self.next + count]);
            self.next += count;
            self.left -= count;
            words = later;
        }
    }

    /// Uniform in [0, 1): 53 bits of a wide draw.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        const UNIT: f64 = 1.0 / (1u64 << 53) as f64;
        (self.next_u64() & ((1 << 53) - 1)) as f64 * UNIT
    }

    /// Uniform in [0, 1): 24 bits of one word.
    #[inline]
    pub fn uniform_f32(&mut self) -> f32 {
        const UNIT: f32 = 1.0 / (1u32 << 24) as f32;
        (self.next_u32() & ((1 << 24) - 1)) as f32 * UNIT
    }

    /// Standard normal by Box and Muller's method: the cosine half of a pair now, the sine half with the next call.
    pub fn normal(&mut self) -> f64 {
        if let Some(value) = self.cached_normal.take() {
            return value;
        }
        let (u1, u2) = (self.uniform(), self.uniform());
        let radius = (-2.0 * (-u2).ln_1p()).sqrt();
        let angle = 2.0 * std::f64::consts::PI * u1;
        self.cached_normal = Some(radius * angle.sin());
        radius * angle.cos()
    }

    /// The next 624 words. The loops are cut where the recurrence wraps, so that each reads only finished or only old words
    /// and becomes vector code.
    fn regenerate(&mut self) {
        let words = &mut self.words;
        for j in 0..N - M {
            words[j] = words[j + M] ^ twist(words[j], words[j + 1]);
        }
        for j in N - M..N - 1 {
            words[j] = words[j + M - N] ^ twist(words[j], words[j + 1]);
        }
        words[N - 1] = words[M - 1] ^ twist(words[N - 1], words[0]);
        for (output, &word) in self.outputs.iter_mut().zip(&self.words) {
            *output = temper(word);
        }
        self.next = 0;
        self.left = N;
    }
}

#[inline(always)]
fn twist(upper: u32, lower: u32) -> u32 {
    const MATRIX: u32 = 0x9908_b0df;
    let mixed = upper & 0x8000_0000 | lower & 0x7fff_ffff;
    (mixed >> 1) ^ ((lower & 1).wrapping_neg() & MATRIX)
}

#[inline(always)]
fn temper(mut word: u32) -> u32 {
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    word ^ (word >> 18)
}
