//! The services at which people watch films.

use crate::engine::{Param, Tx};
use crate::error::Error;
use crate::library::labels::lines;
use crate::library::many::{Places, for_rows};
use domain::ids::UserId;
use std::slice;

const LIST: &str = "SELECT name FROM user_services WHERE owner_id = $1 ORDER BY position";

/// Somebody's services, in their order.
pub fn list_services(tx: &mut Tx, owner: UserId) -> Result<Vec<String>, Error> {
    tx.query(LIST, &[&owner])
}

const DELETE: &str = "DELETE FROM user_services WHERE owner_id = $1";
const INSERT: &str = "INSERT INTO user_services (owner_id, position, name, name_folded) VALUES $rows";

/// Replaces somebody's services.
pub fn update_services(tx: &mut Tx, owner: UserId, names: &[String]) -> Result<(), Error> {
    tx.execute(DELETE, &[&owner])?;
    let rows: Vec<(i16, &String, String)> =
        (0..).zip(names).map(|(position, name)| (position, name, lines(slice::from_ref(name)))).collect();
    let rows: Vec<[&dyn Param; 3]> =
        rows.iter().map(|(position, name, folded)| [position as &dyn Param, *name, folded]).collect();
    for_rows(tx, INSERT, &[&owner], Places::same("($1, #, #, #)"), &rows)
}
