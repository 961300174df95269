//! One session for all requests of the account, over commands and processes: renewed before its end, begun anew when it
//! is no good any more, and a rest for the server when it refuses the credentials.
//!
//! A new pair is durable before it is used. When something comes between its answer and its keeping, the old pair is
//! refused the next time, and a new sign-in follows: nothing is tried twice.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::login::{Login, origin};
use crate::config::{Account, Secret};
use crate::http::{Class, Error, Peer, Proof, Remedy, Sent};
use crate::source::contract::Contract;
use crate::source::session::{Session, SessionKeeper, SessionState};

/// How long refused credentials are not tried again, unless somebody asks.
const REST: SignedDuration = SignedDuration::from_secs(60);

/// The sign-in of one account.
pub struct Auth {
    login: Login,
    secret: Secret,
    secret_place: Option<String>,
    keeper: Arc<dyn SessionKeeper>,
    /// Locked while a session is begun or renewed, so that many requests wait for one.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    password: Option<SecretString>,
    token: Option<Token>,
    /// How many sessions were taken up.
    count: u64,
    refused: Option<(Timestamp, Error)>,
}

/// A session in use.
#[derive(Clone)]
pub struct Token {
    session: Arc<Session>,
    /// Which one it is, counted.
    number: u64,
}

impl Token {
    /// How a request shows it.
    pub fn proof(&self) -> Proof {
        Proof::Bearer(self.session.access.clone())
    }
}

/// Whether a refusal of a moment ago is enough to not ask again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// It is.
    Rest,
    /// Somebody wants to know now.
    Now,
}

impl State {
    fn take_up(&mut self, session: Session) -> Token {
        self.count += 1;
        let token = Token { session: Arc::new(session), number: self.count };
        self.token = Some(token.clone());
        token
    }

    /// Lets the server rest for a minute, and gives the error back.
    fn rest(&mut self, now: Timestamp, error: Error) -> Error {
        self.refused = Some((now.checked_add(REST).unwrap_or(now), error.clone()));
        error
    }

    fn resting(&self, now: Timestamp) -> Option<&Error> {
        self.refused.as_ref().filter(|(until, _)| now < *until).map(|(_, error)| error)
    }
}

impl Auth {
    /// Prepares the sign-in; nothing is read or sent yet.
    pub fn new(account: &Account, contract: Contract, keeper: Arc<dyn SessionKeeper>) -> Self {
        Self {
            login: Login { account: account.name.clone(), name: account.client_id.clone(), contract },
            secret: account.secret.clone(),
            secret_place: account.secret_place.clone(),
            keeper,
            state: Mutex::default(),
        }
    }

    /// A token that is good now: the one in hand, the one that was kept, a renewed or a new one.
    ///
    /// # Errors
    /// Class `Auth` when the credentials are refused or the first password has to be changed (without asking again
    /// for a minute), else why there was no usable answer.
    pub async fn token(&self, peer: &Peer) -> Result<Token, Error> {
        let state = &mut *self.state.lock().await;
        let now = peer.client().clock().now();
        if let Some(token) = state.token.as_ref().filter(|token| now < token.session.renew_at) {
            return Ok(token.clone());
        }
        if let Some(error) = state.resting(now) {
            return Err(error.clone());
        }
        let _hold = self.keeper.hold().await;
        let kept = self.kept(peer).await;
        match kept {
            Some(kept) if now < kept.renew_at => return Ok(state.take_up(kept)),
            Some(kept) => drop(state.take_up(kept)),
            None => {}
        }
        match state.token.clone().filter(|token| now < token.session.ends_at) {
            Some(token) => self.renew(peer, state, token).await,
            None => self.sign_in_anew(peer, state, Patience::Rest).await,
        }
    }

    /// A token in place of one that the server refused: the one that somebody else has got meanwhile, in this process
    /// or another, or a new one.
    ///
    /// # Errors
    /// As [`Auth::token`].
    pub async fn renewed(&self, peer: &Peer, refused: &Token) -> Result<Token, Error> {
        let state = &mut *self.state.lock().await;
        if let Some(token) = state.token.as_ref().filter(|token| token.number != refused.number) {
            return Ok(token.clone());
        }
        state.token = None;
        let _hold = self.keeper.hold().await;
        let now = peer.client().clock().now();
        if let Some(kept) = self.kept(peer).await
            && !kept.is(&refused.session)
            && now < kept.renew_at
        {
            return Ok(state.take_up(kept));
        }
        self.sign_in_anew(peer, state, Patience::Rest).await
    }

    /// Signs in anew at once, with a password read anew, however short ago the credentials were refused.
    ///
    /// # Errors
    /// As [`Auth::token`].
    pub async fn sign_in(&self, peer: &Peer) -> Result<(), Error> {
        let state = &mut *self.state.lock().await;
        state.token = None;
        state.password = None;
        let _hold = self.keeper.hold().await;
        self.sign_in_anew(peer, state, Patience::Now).await.map(|_| ())
    }

    /// Renews the session now, however far its end is. Where there is none that is good, it signs in anew.
    ///
    /// # Errors
    /// As [`Auth::token`]; the session in hand is then still good, or a new one was refused.
    pub async fn refresh(&self, peer: &Peer) -> Result<(), Error> {
        let state = &mut *self.state.lock().await;
        let _hold = self.keeper.hold().await;
        let now = peer.client().clock().now();
        if let Some(kept) = self.kept(peer).await {
            drop(state.take_up(kept));
        }
        let good = state.token.clone().filter(|token| now < token.session.ends_at);
        if let Some(refresh) = good.as_ref().and_then(|token| token.session.refresh.as_ref()) {
            match self.login.refresh(peer, refresh).await {
                Ok(session) => return self.keep(peer, state, session).await.map(drop),
                Err(error) if error.remedy == Remedy::ChangePassword => return Err(state.rest(now, error)),
                // Not taken: what is there is still good.
                Err(error) if error.class != Class::Auth && error.sent == Sent::No => return Err(error),
                Err(_) => {}
            }
        }
        (state.token, state.password) = (None, None);
        self.sign_in_anew(peer, state, Patience::Now).await.map(drop)
    }

    /// Remembers that the first password has to be changed, which any call may be told. For a minute nothing is asked.
    pub async fn first_password(&self, peer: &Peer, error: Error) -> Error {
        let state = &mut *self.state.lock().await;
        state.token = None;
        state.rest(peer.client().clock().now(), error)
    }

    /// The error for a server that takes the credentials and then refuses the token that it gave for them. For a
    /// minute no request is sent.
    pub async fn refuses_its_own(&self, peer: &Peer) -> Error {
        let what = format!(
            "{} accepts login and password of account {}, and refuses the token that it gave for them; the login may \
             not be allowed to use the interface",
            peer.host(),
            self.login.account
        );
        let state = &mut *self.state.lock().await;
        state.token = None;
        state.rest(peer.client().clock().now(), Error::new(Class::Auth, what).status(401))
    }

    /// How the session stands, without asking the server.
    pub async fn standing(&self, peer: &Peer) -> SessionState {
        let state = &mut *self.state.lock().await;
        let now = peer.client().clock().now();
        if let Some(error) = state.resting(now) {
            return SessionState::Refused(error.clone());
        }
        let ends_at = match self.kept(peer).await {
            Some(kept) => Some(kept.ends_at),
            None => state.token.as_ref().map(|token| token.session.ends_at),
        };
        match ends_at {
            None => SessionState::SignedOut,
            Some(end) if now < end => SessionState::Good(end),
            Some(end) => SessionState::Ended(end),
        }
    }

    /// Changes the password. After a lost answer it tries to sign in with the new one, then with the old.
    ///
    /// # Errors
    /// The password is still the old one, unless the error was perhaps sent.
    pub async fn change_password(
        &self,
        peer: &Peer,
        old: &SecretString,
        new: &SecretString,
    ) -> Result<(), Error> {
        let state = &mut *self.state.lock().await;
        let _hold = self.keeper.hold().await;
        [old, new].into_iter().for_each(|password| peer.hide(password));
        let mut begun = None;
        if let Err(error) = self.login.reset(peer, old, new).await {
            if error.sent == Sent::No {
                return Err(error);
            }
            let refused = |error: &Error| error.class == Class::Auth && error.remedy == Remedy::AsUsual;
            match self.login.sign_in(peer, new).await {
                Ok(session) => begun = Some(session),
                Err(second) if refused(&second) => {
                    return match self.login.sign_in(peer, old).await {
                        Err(third) if refused(&third) => Err(third),
                        Err(third) if third.remedy == Remedy::AsUsual => Err(third.perhaps_sent()),
                        Ok(_) | Err(_) => Err(Error { sent: Sent::No, ..error }),
                    };
                }
                Err(second) => return Err(second.perhaps_sent()),
            }
        }
        state.password = Some(new.clone());
        state.refused = None;
        state.token = None;
        match begun {
            Some(session) => self.keep(peer, state, session).await.map(|_| ()),
            // The sessions of the old password have ended; if the old one stays on disk, it is refused once.
            None => {
                self.forget().await;
                Ok(())
            }
        }
    }

    /// Ends the session at the server, and forgets it here whatever the server says.
    ///
    /// # Errors
    /// The server could not be told.
    pub async fn sign_out(&self, peer: &Peer) -> Result<(), Error> {
        let state = &mut *self.state.lock().await;
        let _hold = self.keeper.hold().await;
        let kept = self.kept(peer).await.map(Arc::new);
        let held = state.token.take().map(|token| token.session);
        self.forget().await;
        let now = peer.client().clock().now();
        match kept.or(held).filter(|session| now < session.ends_at) {
            Some(session) => self.login.revoke(peer, &session).await,
            None => Ok(()),
        }
    }

    /// Renews a session that is near its end.
    async fn renew(&self, peer: &Peer, state: &mut State, old: Token) -> Result<Token, Error> {
        let Some(refresh) = &old.session.refresh else {
            return self.sign_in_anew(peer, state, Patience::Rest).await;
        };
        let now = peer.client().clock().now();
        let error = match self.login.refresh(peer, refresh).await {
            Ok(session) => return self.keep(peer, state, session).await,
            Err(error) => error,
        };
        if error.remedy == Remedy::ChangePassword {
            return Err(state.rest(now, error));
        }
        if error.class != Class::Auth && error.sent == Sent::No {
            // The old one is good for a while yet, and the next request asks again.
            return Ok(old);
        }
        // Used up: by another process, which has kept the new pair; or by an answer that was lost.
        state.token = None;
        match self.kept(peer).await {
            Some(kept) if !kept.is(&old.session) && now < kept.renew_at => Ok(state.take_up(kept)),
            _ => self.sign_in_anew(peer, state, Patience::Rest).await,
        }
    }

    async fn sign_in_anew(&self, peer: &Peer, state: &mut State, patience: Patience) -> Result<Token, Error> {
        let now = peer.client().clock().now();
        if let (Some(error), Patience::Rest) = (state.resting(now), patience) {
            return Err(error.clone());
        }
        state.refused = None;
        let known = state.password.clone();
        let password = match &known {
            Some(password) => password.clone(),
            None => self.read_password(peer, state).await?,
        };
        let mut asked = self.login.sign_in(peer, &password).await;
        if let (Some(known), Err(error)) = (&known, &asked)
            && error.class == Class::Auth
        {
            // It may have been changed since it was read.
            let read = self.read_password(peer, state).await?;
            if read.expose_secret() != known.expose_secret() {
                asked = self.login.sign_in(peer, &read).await;
            }
        }
        match asked {
            Ok(session) => self.keep(peer, state, session).await,
            Err(error) if error.class == Class::Auth => Err(state.rest(now, error)),
            Err(error) => Err(error),
        }
    }

    /// Makes a new session durable, then takes it up.
    async fn keep(&self, peer: &Peer, state: &mut State, session: Session) -> Result<Token, Error> {
        match self.keeper.save(&session).await {
            Ok(()) => Ok(state.take_up(session)),
            Err(error) => {
                let what = format!("the session of account {} can't be kept: {error}", self.login.account);
                state.token = None;
                Err(state.rest(peer.client().clock().now(), Error::new(Class::Refused, what)))
            }
        }
    }

    /// The session that was kept, if it is this account's.
    async fn kept(&self, peer: &Peer) -> Option<Session> {
        match self.keeper.load().await {
            Ok(kept) => {
                let own = kept.filter(|kept| kept.login == self.login.name && kept.origin == origin(peer));
                if let Some(session) = &own {
                    session.refresh.iter().chain([&session.access]).for_each(|token| peer.hide(token));
                }
                own
            }
            Err(error) => {
                tracing::warn!(account = %self.login.account, %error, "the session can't be read");
                None
            }
        }
    }

    async fn forget(&self) {
        if let Err(error) = self.keeper.forget().await {
            tracing::warn!(account = %self.login.account, %error, "the session can't be forgotten");
        }
    }

    async fn read_password(&self, peer: &Peer, state: &mut State) -> Result<SecretString, Error> {
        match self.secret.resolve().await {
            Ok(password) => {
                peer.hide_own(&password);
                state.password = Some(password.clone());
                Ok(password)
            }
            Err(error) => {
                let place =
                    self.secret_place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
                let what = format!("{place}account {} has no password: {error}", self.login.account);
                Err(state.rest(peer.client().clock().now(), Error::new(Class::Auth, what)))
            }
        }
    }
}
