//! The one-time token that makes the first account.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::insert;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The token, while there is one.
pub fn find_setup_token(tx: &mut Tx) -> Result<Option<String>, Error> {
    let Some(sealed) = tx.query_opt::<String>("SELECT token FROM setup", &[])? else { return Ok(None) };
    let sealed = URL_SAFE_NO_PAD.decode(sealed).unwrap_or_default();
    let token = String::from_utf8(tx.open(SETUP_TOKEN, &sealed)?);
    token.map(Some).map_err(|_| Error::Database("the setup token can't be read".to_owned()))
}

/// Keeps a token. Gives false, and keeps the one that is there, when there is one.
pub fn insert_setup_token(tx: &mut Tx, token: &str) -> Result<bool, Error> {
    let sealed = seal(tx, token)?;
    Ok(insert!(tx, SETUP { id: 1_i16, token: sealed }, "ON CONFLICT (id) DO NOTHING")? == 1)
}

const DELETE_SETUP_TOKEN: &str = "DELETE FROM setup WHERE token = $1";

/// Uses the token up. Of several callers with the right one, one gets true.
pub fn delete_setup_token(tx: &mut Tx, token: &str) -> Result<bool, Error> {
    let sealed = seal(tx, token)?;
    Ok(tx.execute(DELETE_SETUP_TOKEN, &[&sealed])? == 1)
}

const SETUP_TOKEN: (&str, &[u8]) = ("setup token", b"");

fn seal(tx: &Tx, token: &str) -> Result<String, Error> {
    Ok(URL_SAFE_NO_PAD.encode(tx.seal(SETUP_TOKEN, token.as_bytes())?))
}
