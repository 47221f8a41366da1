//! One durable transaction of many commits, each judged on its own.

use rusqlite::Connection;
use strowger_core::commit::Commit;

use crate::error::DbError;
use crate::{guards, row, writes};

/// What the writer is asked to do.
pub(crate) enum Work {
    /// Judge and carry out.
    Commit(Commit),
    /// Show that writing works, and leave no trace.
    Probe,
    /// Panic, as a defect would.
    #[cfg(test)]
    Panic,
}

/// What became of one commit in a transaction that is durable.
pub(crate) enum Verdict {
    /// It is durable too.
    Done,
    /// A guard, or a constraint under it, refused it.
    Refused,
    /// It failed alone.
    Failed(DbError),
}

/// Carries out all works in one transaction and answers once that is durable.
/// An error means that nothing of any of them was kept.
pub(crate) fn run(db: &Connection, works: &[Work]) -> Result<Vec<Verdict>, DbError> {
    row::run(db, "BEGIN IMMEDIATE", [])?;
    let verdicts = works
        .iter()
        .map(|work| run_one(db, work))
        .collect::<Result<_, _>>()?;
    row::run(db, "COMMIT", [])?;
    Ok(verdicts)
}

fn run_one(db: &Connection, work: &Work) -> Result<Verdict, DbError> {
    match work {
        Work::Commit(commit) => match guards::hold(db, &commit.guards) {
            Ok(true) => write(db, &commit.writes),
            Ok(false) => Ok(Verdict::Refused),
            Err(error) => alone(db, error),
        },
        Work::Probe => probe(db),
        #[cfg(test)]
        Work::Panic => panic!("a defect"),
    }
}

/// Writes under a savepoint: what goes wrong here is undone without its neighbours.
fn write(db: &Connection, writes: &[strowger_core::commit::Write]) -> Result<Verdict, DbError> {
    row::run(db, "SAVEPOINT one", [])?;
    let verdict = match writes::carry_out(db, writes) {
        Ok(()) => Verdict::Done,
        Err(error) => {
            let verdict = alone(db, error)?;
            row::run(db, "ROLLBACK TO one", [])?;
            verdict
        }
    };
    row::run(db, "RELEASE one", [])?;
    Ok(verdict)
}

fn probe(db: &Connection) -> Result<Verdict, DbError> {
    row::run(db, "SAVEPOINT one", [])?;
    let wrote = row::run(db, "UPDATE row_counts SET value = value", []);
    let verdict = match wrote {
        Ok(_) => Verdict::Done,
        Err(error) => alone(db, error)?,
    };
    row::run(db, "ROLLBACK TO one", [])?;
    row::run(db, "RELEASE one", [])?;
    Ok(verdict)
}

/// Whether the failure is this commit's own. After some failures (a full disk) `SQLite` has rolled back everything.
fn alone(db: &Connection, error: DbError) -> Result<Verdict, DbError> {
    if db.is_autocommit() {
        Err(error)
    } else if error.is_conflict() {
        Ok(Verdict::Refused)
    } else {
        Ok(Verdict::Failed(error))
    }
}
