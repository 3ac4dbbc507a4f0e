//! Somebody else, who looks at their own films meanwhile.

use crate::http::{Connection, Request};
use crate::servers::Server;
use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// What they look at.
const PAGE: &str = "/api/movies?limit=20";
/// How often they look, so that the looking itself is no load.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks for a page again and again until it is told to leave.
pub struct Neighbour {
    leave: oneshot::Sender<()>,
    looking: JoinHandle<Result<Histogram<u64>>>,
}

impl Neighbour {
    /// Signs in and begins.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn visit(server: &Server) -> Result<Self> {
        let request = Request::get(PAGE, &[("authorization", &server.sign_in().await?)]);
        let connection = Connection::open(server.address).await?;
        let (leave, told) = oneshot::channel();
        Ok(Self { leave, looking: tokio::spawn(look(connection, request, told)) })
    }

    /// Stays for so long. Gives the time within which 99 of 100 answers came.
    ///
    /// # Errors
    /// When an answer wasn't the page.
    pub async fn stay(self, time: Duration) -> Result<Duration> {
        sleep(time).await;
        self.leave().await
    }

    /// Gives the time within which 99 of 100 answers came.
    ///
    /// # Errors
    /// When an answer wasn't the page.
    pub async fn leave(self) -> Result<Duration> {
        // It has ended by itself when an answer was wrong, which it tells.
        let _ = self.leave.send(());
        let times = self.looking.await.context("the neighbour is gone")??;
        Ok(Duration::from_micros(times.value_at_quantile(0.99)))
    }
}

async fn look(mut connection: Connection, request: Request, mut told: oneshot::Receiver<()>) -> Result<Histogram<u64>> {
    let mut times = Histogram::new(3)?;
    let mut ticks = interval(PAUSE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while told.try_recv().is_err() {
        ticks.tick().await;
        let start = Instant::now();
        let response = connection.send(&request).await?;
        ensure!(response.status == 200, "the page of somebody else gave {}", response.status);
        times.record(u64::try_from(start.elapsed().as_micros())?)?;
    }
    Ok(times)
}
