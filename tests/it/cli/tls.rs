//! Encrypted connections, through an authority that only `[network] ca_file` knows.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::env::Env;

/// A door that speaks TLS, and behind it the sandbox.
struct Door {
    address: SocketAddr,
    /// The authority that vouches for it, as PEM.
    authority: String,
    _runtime: Runtime,
}

/// Opens a door whose certificate is for this name.
fn door(behind: SocketAddr, name: &str) -> Door {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    kandidat::http::install_crypto();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let server = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(server));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Whoever doesn't trust the door doesn't come in.
                let Ok(mut inside) = acceptor.accept(stream).await else { return };
                let mut sandbox = TcpStream::connect(behind).await.unwrap();
                let _either_side_hung_up = copy_bidirectional(&mut inside, &mut sandbox).await;
            });
        }
    });
    Door { address, authority: authority.pem(), _runtime: runtime }
}

/// The account behind this door; with the authority in `ca.pem`.
fn configure(env: &Env, door: &Door, ca_file: &str) {
    let plain = env.sandbox().base_url().to_owned();
    let account = env.account("acme", "").replace(&plain, &format!("https://{}", door.address));
    env.configure(&format!("{ca_file}{account}"));
    std::fs::write(env.path("config/kandidat/ca.pem"), &door.authority).unwrap();
}

const CA_FILE: &str = "[network]\nca_file = \"ca.pem\"\n";

#[test]
fn an_authority_of_ones_own_is_trusted_when_it_is_named() {
    let env = Env::new();
    let door = door(env.sandbox().address(), "127.0.0.1");
    configure(&env, &door, CA_FILE);
    let synced = env.json(&["sync", "--confirm", "--json"]);
    assert_eq!((&synced["new"], &synced["confirmed"]), (&3.into(), &3.into()), "{synced}");
    let doctor = env.run(&["doctor"]);
    assert!(doctor.out.contains(&format!("acme: signed in at https://{}", door.address)), "{doctor:?}");
}

#[test]
fn a_server_that_nobody_vouches_for_is_told_nothing() {
    let env = Env::new();
    let door = door(env.sandbox().address(), "127.0.0.1");
    configure(&env, &door, "");
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    insta::assert_snapshot!(ran.err, @r"
    kandidat: account acme: 127.0.0.1 can't prove who it is (nobody trusted here vouches for its certificate); [network] ca_file can name its authority
      → check the network and base_url; nothing is lost, the next sync carries on
    ");
    assert_eq!(env.sandbox().journal().arrived(), 0);
}

#[test]
fn a_certificate_for_another_name_is_none() {
    let env = Env::new();
    let door = door(env.sandbox().address(), "other.example");
    configure(&env, &door, CA_FILE);
    let ran = env.run(&["sync"]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.err.contains("its certificate is for another name"), "{ran:?}");
    assert_eq!(env.sandbox().journal().arrived(), 0);
}

#[test]
fn a_ca_file_that_is_none_is_a_mistake_in_the_configuration() {
    let env = Env::new();
    env.configure(&format!("{CA_FILE}{}", env.account("acme", "")));
    let path = env.path("config/kandidat/ca.pem");
    for (text, why) in [
        (None, "No such file"),
        (Some(""), "it holds no certificate"),
        (Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "no certificate"),
    ] {
        if let Some(text) = text {
            std::fs::write(&path, text).unwrap();
        }
        let ran = env.run(&["sync"]);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.err.contains("ca.pem can't be used") && ran.err.contains(why), "{ran:?}");
        assert!(ran.err.contains("[network] ca_file names a file with certificates in PEM form"), "{ran:?}");
        let doctor = env.run(&["doctor"]);
        assert_eq!(doctor.code, 1, "{doctor:?}");
        assert!(doctor.out.contains("ca.pem"), "{doctor:?}");
    }
}
