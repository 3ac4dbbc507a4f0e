//! Many rows in a few statements.

/// How many rows a statement has. Statements are kept prepared, so that there are only a few of them.
const SIZES: [usize; 4] = [512, 64, 8, 1];

/// Splits rows into batches of a few sizes, the largest first.
pub(crate) fn batches<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (batch, rest) = rows.split_at(size);
        rows = rest;
        Some(batch)
    })
}

/// `$3, $4, $5`: what stands for `count` parameters behind those that there are.
pub(crate) fn places(there: usize, count: usize) -> String {
    let places: Vec<_> = (there + 1..=there + count).map(|n| format!("${n}")).collect();
    places.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_are_in_a_batch_of_a_known_size() {
        let rows: Vec<usize> = (0..1300).collect();
        let sizes: Vec<_> = batches(&rows).map(<[usize]>::len).collect();
        assert_eq!(sizes, [512, 512, 64, 64, 64, 64, 8, 8, 1, 1, 1, 1]);
        assert_eq!(batches(&rows).flatten().copied().collect::<Vec<_>>(), rows);
        assert_eq!(batches::<usize>(&[]).count(), 0);
        assert_eq!(places(2, 3), "$3, $4, $5");
    }
}
