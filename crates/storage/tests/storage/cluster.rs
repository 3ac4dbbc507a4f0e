//! A PostgreSQL of one's own, with TLS or with a replica.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// An authority that certifies servers and clients.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A certificate for a name, and its key; changed before it is signed.
    pub fn certify(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Certificate {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        Certificate { pem: params.signed_by(&key, &self.issuer).unwrap().pem(), key: key.serialize_pem() }
    }
}

/// A certificate with its key.
pub struct Certificate {
    pub pem: String,
    pub key: String,
}

/// A running server; ended when it is dropped.
pub struct Cluster {
    server: Child,
    port: u16,
    folder: TempDir,
}

impl Cluster {
    /// Starts a server that lets in whoever this line of `pg_hba.conf` lets in; with a certificate,
    /// it has TLS, and trusts the clients of this authority.
    ///
    /// # Panics
    /// When PostgreSQL's programs are not on this machine: the tests of TLS need a server of their own.
    pub fn start(certificate: Option<&Certificate>, clients: &Authority, hba: &str) -> Self {
        let (programs, folder, account) = place();
        let give = |path: &Path| account.map_or(Ok(()), |(user, group)| chown(path, Some(user), Some(group))).unwrap();
        let data = folder.path().join("data");
        let mut initdb = command(&programs.join("initdb"), folder.path(), account);
        initdb.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        let made = initdb.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        fs::write(data.join("pg_hba.conf"), hba).unwrap();
        let mut settings = String::from("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nfsync = off\n");
        if let Some(certificate) = certificate {
            for (name, text) in
                [("server.crt", &certificate.pem), ("server.key", &certificate.key), ("root.crt", &clients.pem)]
            {
                let path = data.join(name);
                fs::write(&path, text).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
                give(&path);
            }
            settings.push_str("ssl = on\nssl_ca_file = 'root.crt'\n");
        }
        fs::write(data.join("postgresql.conf"), settings).unwrap();
        Self::launch(folder)
    }

    /// Starts a replica of this server, which must let in whoever replicates.
    pub fn replica(&self) -> Self {
        let (programs, folder, account) = place();
        let mut backup = command(&programs.join("pg_basebackup"), folder.path(), account);
        backup.arg("-D").arg(folder.path().join("data")).args(["-R", "--checkpoint=fast", "--no-sync"]);
        let made = backup.args(["-d", &self.url("127.0.0.1", "")]).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self::launch(folder)
    }

    /// Starts the server whose data is in a folder.
    fn launch(folder: TempDir) -> Self {
        let (programs, account, data) = (find_programs().unwrap(), account(), folder.path().join("data"));
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let log = File::create(folder.path().join("log")).unwrap();
            let mut postgres = command(&programs.join("postgres"), folder.path(), account);
            postgres.arg("-D").arg(&data).arg("-p").arg(port.to_string());
            postgres.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
            let mut server = postgres.spawn().unwrap();
            let log = || fs::read_to_string(folder.path().join("log")).unwrap();
            while !log().contains("ready to accept") && server.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            if server.try_wait().unwrap().is_none() {
                return Self { server, port, folder };
            }
            // Another program may have taken the port first.
            assert!(log().contains("could not bind"), "{}", log());
        }
        panic!("there is no free port");
    }

    /// Its host and port.
    pub fn name(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The URL of its superuser, by this host name, with more parameters.
    pub fn url(&self, host: &str, parameters: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres?hostaddr=127.0.0.1&{parameters}", self.port)
    }

    /// Writes the certificate of an authority into a file, and gives `sslrootcert` for it.
    pub fn trusting(&self, authority: &Authority, name: &str) -> String {
        format!("sslrootcert={}", self.file(name, &authority.pem))
    }

    /// Writes a client's certificate and key into files, and gives the parameters for them.
    pub fn showing(&self, certificate: &Certificate, name: &str) -> String {
        let [pem, key] = [("crt", &certificate.pem), ("key", &certificate.key)]
            .map(|(kind, text)| self.file(&format!("{name}.{kind}"), text));
        format!("sslcert={pem}&sslkey={key}")
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The postmaster takes SIGINT for "fast": it ends its children, and itself.
        let pid = rustix::process::Pid::from_child(&self.server);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        let _ = self.server.wait();
    }
}

/// PostgreSQL's programs, a new folder for its data, and the account that it runs as.
///
/// # Panics
/// When PostgreSQL's programs are not on this machine.
fn place() -> (PathBuf, TempDir, Option<(u32, u32)>) {
    let programs = find_programs().expect(
        "these tests start a PostgreSQL of their own: install its server (initdb and postgres) on this machine",
    );
    // Not where TMPDIR says: the account must be able to reach it.
    let folder = tempfile::Builder::new().prefix("movietracker-cluster-").tempdir_in("/tmp").unwrap();
    let account = account();
    if let Some((user, group)) = account {
        chown(folder.path(), Some(user), Some(group)).unwrap();
    }
    (programs, folder, account)
}

/// The folder with the programs of the newest PostgreSQL.
fn find_programs() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<_> = installed.map(|entry| entry.path().join("bin")).collect();
    folders.sort();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut all = folders.into_iter().rev().chain(std::env::split_paths(&on_path));
    all.find(|folder| ["initdb", "postgres"].iter().all(|name| folder.join(name).exists()))
}

/// Another account's numbers when this is root, which PostgreSQL refuses.
fn account() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let line = accounts.lines().find(|line| line.starts_with("nobody:")).expect("there is an account `nobody`");
    let fields: Vec<_> = line.split(':').collect();
    Some((fields[2].parse().unwrap(), fields[3].parse().unwrap()))
}

fn command(program: &Path, folder: &Path, account: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    if let Some((user, group)) = account {
        command.uid(user).gid(group);
    }
    command
}
