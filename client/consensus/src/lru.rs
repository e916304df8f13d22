// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::{collections::HashMap, hash::Hash};

/// A bounded map that forgets what was not used for a while.
///
/// Two generations: entries that are used move to the young one; when it is full it becomes the old
/// one and the former old one is dropped. So at least `capacity` and at most `2 · capacity` of the
/// entries used last are kept, every operation takes constant time.
#[derive(Debug)]
pub struct Lru<K, V> {
	young: HashMap<K, V>,
	old: HashMap<K, V>,
	capacity: usize,
}

impl<K: Eq + Hash + Clone, V: Clone> Lru<K, V> {
	/// An empty map.
	pub fn new(capacity: usize) -> Self {
		Self { young: HashMap::new(), old: HashMap::new(), capacity: capacity.max(1) }
	}

	/// The value of a key.
	pub fn get(&mut self, key: &K) -> Option<V> {
		if let Some(value) = self.young.get(key) {
			return Some(value.clone());
		}
		let value = self.old.remove(key)?;
		self.insert(key.clone(), value.clone());
		Some(value)
	}

	/// Sets the value of a key.
	pub fn insert(&mut self, key: K, value: V) {
		if self.young.len() >= self.capacity {
			self.old = std::mem::take(&mut self.young);
		}
		self.young.insert(key, value);
	}

	/// Forgets a key.
	pub fn remove(&mut self, key: &K) {
		self.young.remove(key);
		self.old.remove(key);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn entries_in_use_stay_and_the_size_is_bounded() {
		let mut map = Lru::new(4);
		map.insert(0, 0);
		for key in 1..1_000 {
			map.insert(key, key);
			assert_eq!(map.get(&0), Some(0));
			assert!(map.young.len() + map.old.len() <= 8);
		}
		assert_eq!(map.get(&500), None);
		assert_eq!(map.get(&999), Some(999));
		map.remove(&0);
		assert_eq!(map.get(&0), None);
	}
}
