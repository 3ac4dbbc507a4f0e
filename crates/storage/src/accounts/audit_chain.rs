//! What makes the audit log tell when it was tampered with: its lines are numbered and chained by a keyed digest,
//! and a seal says which line is the first and which the last. The key is not in the database.

use crate::engine::Tx;
use crate::error::Error;
use crate::schema::{Entity, entity, insert, sql, update};
use crate::sealing::mac;
use domain::accounts::audit_events::AuditEvent;
use domain::times::Timestamp;

entity! {
    AuditEvent in AUDIT_EVENTS { id, created_at, event, actor, subject, address, client, count }
}

/// Where the log begins and ends.
struct Head {
    /// The last line; 0 when there was none ever.
    seq: i64,
    mac: Vec<u8>,
    /// The last line that was pruned; 0 when none was.
    pruned_seq: i64,
    pruned_mac: Vec<u8>,
    seal: Vec<u8>,
}

entity! {
    Head in AUDIT_HEAD { seq, mac, pruned_seq, pruned_mac, seal }
}

impl Head {
    fn sealed(&self, key: &[u8]) -> Vec<u8> {
        let (first, last) = (self.pruned_seq.to_be_bytes(), self.seq.to_be_bytes());
        mac(key, &[b"head", &last, &self.mac, &first, &self.pruned_mac])
    }
}

// Whoever has the row writes the next line; the others wait.
const LOCK_HEAD: &str = sql!("UPDATE audit_head SET seq = seq WHERE id = 1 RETURNING ", Head::COLUMNS);

fn store_head(tx: &mut Tx, key: &[u8], head: &Head) -> Result<(), Error> {
    let seal = head.sealed(key);
    update!(
        tx,
        AUDIT_HEAD {
            seq: head.seq,
            mac: head.mac,
            pruned_seq: head.pruned_seq,
            pruned_mac: head.pruned_mac,
            seal: seal,
        },
        where "id = 1",
        []
    )
    .map(drop)
}

/// What chains a line to the one before it: a keyed digest of all that it says.
fn mac_of(key: &[u8], before: &[u8], seq: i64, it: &AuditEvent) -> Vec<u8> {
    let text = |text: &Option<String>| text.as_ref().map_or(vec![0], |text| [&[1], text.as_bytes()].concat());
    let (actor, subject) = (text(&it.actor), text(&it.subject));
    let (at, count) = (it.created_at.as_millis().to_be_bytes(), it.count.to_be_bytes());
    let says: [&[u8]; 8] = [
        it.id.as_bytes(),
        &at,
        it.event.as_bytes(),
        &actor,
        &subject,
        it.address.as_bytes(),
        it.client.as_bytes(),
        &count,
    ];
    mac(key, &[&[before, &seq.to_be_bytes()], says.as_slice()].concat())
}

/// Adds a line to the log.
pub(crate) fn append(tx: &mut Tx, it: &AuditEvent) -> Result<(), Error> {
    let key = tx.keyring()?.audit_key.clone();
    let mut head: Head = tx.query_one(LOCK_HEAD, &[])?;
    head.seq += 1;
    head.mac = mac_of(&key, &head.mac, head.seq, it);
    insert!(
        tx,
        AUDIT_EVENTS {
            id: it.id,
            created_at: it.created_at,
            event: it.event,
            actor: it.actor,
            subject: it.subject,
            address: it.address,
            client: it.client,
            count: it.count,
            seq: head.seq,
            mac: head.mac,
        }
    )?;
    store_head(tx, &key, &head)
}

/// A line with its number and what chains it.
struct Line {
    event: AuditEvent,
    seq: i64,
    mac: Vec<u8>,
}

entity! {
    Line in AUDIT_EVENTS { event: AuditEvent, seq, mac }
}

/// Lines that are read at once.
const PORTION: i64 = 1000;

const LIST_LINES: &str =
    sql!("SELECT ", Line::COLUMNS, " FROM audit_events WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3");

fn lines(tx: &mut Tx, after: i64, last: i64) -> Result<Vec<Line>, Error> {
    tx.query(LIST_LINES, &[&after, &last, &PORTION])
}

const CHAIN_LINE: &str = "UPDATE audit_events SET mac = $2 WHERE seq = $1";

/// Chains the lines of a log that has no key yet.
pub(crate) fn begin(tx: &mut Tx, key: &[u8]) -> Result<(), Error> {
    let mut head: Head = tx.query_one(LOCK_HEAD, &[])?;
    let (last, mut after) = (head.seq, 0);
    // After the schema was taken back and applied again, lines can have been chained with a key that is gone.
    tx.execute("UPDATE audit_head SET is_open = TRUE WHERE id = 1", &[])?;
    head.mac = Vec::new();
    loop {
        let lines = lines(tx, after, last)?;
        let Some(end) = lines.last() else { break };
        after = end.seq;
        for line in &lines {
            head.mac = mac_of(key, &head.mac, line.seq, &line.event);
            tx.execute(CHAIN_LINE, &[&line.seq, &head.mac])?;
        }
    }
    tx.execute("UPDATE audit_head SET is_open = FALSE WHERE id = 1", &[])?;
    store_head(tx, key, &head)
}

/// What came of looking at the whole log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All lines are as they were written; so many.
    Whole(u64),
    /// What is wrong, and from where on.
    Broken(String),
}

/// Looks whether every line is as it was written, and none is missing but those that were pruned. No line is
/// added meanwhile.
///
/// # Errors
/// When the database can't be read.
pub fn verify(tx: &mut Tx) -> Result<Verdict, Error> {
    let key = tx.keyring()?.audit_key.clone();
    let broken = |text: String| Ok(Verdict::Broken(text));
    let Some(head) = tx.query_opt::<Head>(LOCK_HEAD, &[])? else {
        return broken("The row that says where the log ends is missing.".to_owned());
    };
    if head.sealed(&key) != head.seal {
        return broken("The row that says where the log begins and ends was changed.".to_owned());
    }
    let (mut seq, mut chained, mut count) = (head.pruned_seq, head.pruned_mac.clone(), 0);
    loop {
        let lines = lines(tx, seq, i64::MAX)?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            let at = line.event.created_at;
            if line.seq != seq + 1 {
                return broken(format!("Events {} to {} are missing, before {at}.", seq + 1, line.seq - 1));
            }
            chained = mac_of(&key, &chained, line.seq, &line.event);
            if chained != line.mac {
                return broken(format!("Event {} of {at} was changed, or an event before it.", line.seq));
            }
            (seq, count) = (line.seq, count + 1);
        }
    }
    if seq < head.seq {
        return broken(format!("Events {} to {} are missing, at the end.", seq + 1, head.seq));
    }
    if seq > head.seq {
        return broken(format!("Events {} to {seq} were added by another program.", head.seq + 1));
    }
    Ok(Verdict::Whole(count))
}

const FIND_OLD: &str = "SELECT seq, mac FROM audit_events WHERE created_at < $1 AND seq = (
    SELECT max(seq) FROM (SELECT seq FROM audit_events WHERE created_at < $1 ORDER BY seq LIMIT $2) AS oldest)";
const DELETE_PRUNED: &str = "DELETE FROM audit_events WHERE seq <= $1";

/// Deletes lines that were added before a moment, the oldest first and at most so many; gives how many.
pub fn prune(tx: &mut Tx, before: Timestamp, most: i64) -> Result<u64, Error> {
    let key = tx.keyring()?.audit_key.clone();
    let mut head: Head = tx.query_one(LOCK_HEAD, &[])?;
    let Some((seq, chained)) = tx.query_opt::<(i64, Vec<u8>)>(FIND_OLD, &[&before, &most])? else { return Ok(0) };
    (head.pruned_seq, head.pruned_mac) = (seq, chained);
    // Before the lines go: the database lets only those go that are said to be pruned.
    store_head(tx, &key, &head)?;
    tx.execute(DELETE_PRUNED, &[&seq])
}
