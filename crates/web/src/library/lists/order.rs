//! Where a film goes: what keys and the pointer mean.

/// The place to which a key moves a film that is at this place, among so many; places count from 1.
pub fn by_key(key: &str, position: u64, count: u64) -> Option<u64> {
    let to = match key {
        "ArrowUp" => position.saturating_sub(1).max(1),
        "ArrowDown" => (position + 1).min(count),
        "Home" => 1,
        "End" => count,
        _ => return None,
    };
    (to != position && to >= 1).then_some(to)
}

/// The row before which the pointer would drop what it holds, by the heights of the middles of all rows.
pub fn by_pointer(middles: &[f64], y: f64) -> usize {
    middles.iter().take_while(|middle| **middle < y).count()
}

/// The index that a row gets when it is dropped before another.
pub fn dropped(from: usize, before: usize) -> usize {
    if before > from { before - 1 } else { before }
}

/// A film and the place it goes to.
pub type Move<T> = (T, u64);

/// Notes a move that is still to be made; of one film, the last one counts.
pub fn note<T: PartialEq>(waiting: &mut Vec<Move<T>>, film: T, position: u64) {
    match waiting.last_mut() {
        Some(last) if last.0 == film => last.1 = position,
        _ => waiting.push((film, position)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_a_film_within_the_list() {
        assert_eq!([by_key("ArrowUp", 2, 3), by_key("ArrowUp", 1, 3)], [Some(1), None]);
        assert_eq!([by_key("ArrowDown", 2, 3), by_key("ArrowDown", 3, 3)], [Some(3), None]);
        assert_eq!([by_key("Home", 3, 3), by_key("End", 1, 3), by_key("a", 1, 3)], [Some(1), Some(3), None]);
    }

    #[test]
    fn the_pointer_drops_before_the_row_whose_middle_is_below_it() {
        let middles = [10.0, 20.0, 30.0];
        assert_eq!([5.0, 15.0, 25.0, 35.0].map(|y| by_pointer(&middles, y)), [0, 1, 2, 3]);
        // Above and below itself a row stays where it is.
        assert_eq!([0, 1, 2, 3].map(|before| dropped(1, before)), [0, 1, 1, 2]);
    }

    #[test]
    fn of_the_moves_of_a_film_the_last_one_is_made() {
        let mut waiting = Vec::new();
        for (film, position) in [("a", 2), ("a", 3), ("b", 1), ("a", 1)] {
            note(&mut waiting, film, position);
        }
        assert_eq!(waiting, [("a", 3), ("b", 1), ("a", 1)]);
    }
}
