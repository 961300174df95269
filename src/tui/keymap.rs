//! From keys to a named action or a macro: the map for each scope, as the table and the configuration have it. A key
//! may be several, pressed one after the other.

use std::collections::{BTreeMap, HashMap, HashSet};

use crossterm::event::KeyEvent;

use super::action::{self, Row, Scope};
use crate::config;
use crate::domain::stage::nearest;

mod chord;
mod problem;

pub use chord::{Chord, latin, spell};
pub use problem::{KeyProblem, Owner};

/// Several actions under one name.
#[derive(Clone, Debug)]
pub struct Macro {
    /// What the palette shows.
    pub name: String,
    /// Its keys, each of which may be several one after the other.
    pub keys: Vec<Vec<Chord>>,
    /// What it does, in order.
    pub actions: Vec<&'static Row>,
}

/// What keys are bound to.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    /// An action.
    Row(&'static Row),
    /// A macro, by its place in [`KeyMap::macros`].
    Macro(usize),
}

/// What a key means after those that were pressed before it.
#[derive(Clone, Debug)]
pub enum Found {
    /// It does this.
    Does(Bound),
    /// It begins something: the keys so far.
    Begins(Vec<Chord>),
    /// Nothing.
    Nothing,
}

/// The keys of one scope.
#[derive(Clone, Debug, Default)]
struct Keys {
    bound: HashMap<Vec<Chord>, Bound>,
    /// What longer ones begin with.
    beginnings: HashSet<Vec<Chord>>,
}

impl Keys {
    /// Those that can't be had together with these: the same, a beginning of them, or what they begin.
    fn clashes(&self, keys: &[Chord]) -> Vec<(&[Chord], Bound)> {
        let shorter = (1..=keys.len()).filter_map(|cut| self.bound.get_key_value(&keys[..cut]));
        let longer = self.beginnings.contains(keys).then(|| {
            self.bound.iter().filter(|(other, _)| other.len() > keys.len() && other.starts_with(keys))
        });
        let all = shorter.chain(longer.into_iter().flatten());
        all.map(|(other, bound)| (other.as_slice(), *bound)).collect()
    }

    fn insert(&mut self, keys: Vec<Chord>, bound: Bound) {
        for cut in 1..keys.len() {
            self.beginnings.insert(keys[..cut].to_vec());
        }
        self.bound.insert(keys, bound);
    }
}

/// Which keys do what.
#[derive(Clone, Debug)]
pub struct KeyMap {
    scopes: HashMap<Scope, Keys>,
    keys: HashMap<&'static str, Vec<Vec<Chord>>>,
    /// The actions whose keys the configuration has chosen.
    chosen: HashSet<&'static str>,
    macros: Vec<Macro>,
    problems: Vec<KeyProblem>,
}

impl Default for KeyMap {
    /// The usual keys.
    fn default() -> Self {
        Self::new(&BTreeMap::new(), &[])
    }
}

impl KeyMap {
    /// The table's keys with those of the configuration in their place, and its macros. A key that can't be used is
    /// left out and told in [`KeyMap::problems`]; the action then keeps its usual keys. An empty list takes an
    /// action's keys away.
    pub fn new(configured: &BTreeMap<String, Vec<String>>, macros: &[config::Macro]) -> Self {
        let mut map = Self {
            scopes: HashMap::new(),
            keys: HashMap::new(),
            chosen: HashSet::new(),
            macros: Vec::new(),
            problems: Vec::new(),
        };
        for (name, texts) in configured {
            let owner = Owner::Action(name.clone());
            let Some(row) = map.row(name, &owner) else { continue };
            let keys = map.read(texts, &owner);
            if keys.len() == texts.len() {
                map.keys.insert(row.name, keys);
                map.chosen.insert(row.name);
            }
        }
        for (at, one) in macros.iter().enumerate() {
            let owner = Owner::Macro(at);
            let actions = one.actions.iter().filter_map(|name| map.row(name, &owner)).collect();
            let keys = map.read(&one.keys, &owner);
            map.macros.push(Macro { name: one.name.clone(), keys, actions });
        }
        // The configuration's own choices go first, so that they win over a usual key.
        for at in 0..map.macros.len() {
            for keys in map.macros[at].keys.clone() {
                map.bind(Scope::Macros, keys, Bound::Macro(at));
            }
        }
        for row in action::table().filter(|row| !map.chosen.contains(row.name)) {
            let usual = row.keys.iter().filter_map(|key| Chord::parse(key)).map(|key| vec![key]);
            map.keys.insert(row.name, usual.collect());
        }
        let (chosen, usual): (Vec<_>, Vec<_>) =
            action::table().partition(|row| map.chosen.contains(row.name));
        for row in chosen.into_iter().chain(usual) {
            for keys in map.keys.get(row.name).cloned().unwrap_or_default() {
                map.bind(row.scope, keys, Bound::Row(row));
            }
        }
        map.look_across_scopes();
        map.problems.sort_by_key(|problem| (problem.way(), problem.to_string()));
        map
    }

    fn row(&mut self, name: &str, owner: &Owner) -> Option<&'static Row> {
        let row = action::find(name);
        if row.is_none() {
            let nearest = nearest(name, action::table().map(|row| row.name));
            let action = name.to_owned();
            self.problems.push(KeyProblem::UnknownAction { owner: owner.clone(), action, nearest });
        }
        row
    }

    /// Reads keys as they are written; of what is none, nothing is left but the problem.
    fn read(&mut self, texts: &[String], owner: &Owner) -> Vec<Vec<Chord>> {
        let mut all = Vec::new();
        for text in texts {
            let keys: Option<Vec<Chord>> = text.split_whitespace().map(Chord::parse).collect();
            let (owner, key) = (owner.clone(), text.clone());
            match keys {
                Some(keys) if keys.iter().any(|key| key.is_reserved()) => {
                    self.problems.push(KeyProblem::Reserved { owner, key });
                }
                Some(keys) if keys.len() == 1 || (keys.len() > 1 && !keys.iter().any(|key| key.is_esc())) => {
                    all.push(keys);
                }
                _ => self.problems.push(KeyProblem::BadKey { owner, key }),
            }
        }
        all
    }

    fn bind(&mut self, scope: Scope, keys: Vec<Chord>, bound: Bound) {
        let all = self.scopes.entry(scope).or_default();
        let clash = all.clashes(&keys).first().map(|(other, does)| (other.to_vec(), *does));
        match clash {
            Some((other, does)) => self.conflict((&other, does), (&keys, bound)),
            None => all.insert(keys, bound),
        }
    }

    fn conflict(&mut self, (key, does): (&[Chord], Bound), (lost, hides): (&[Chord], Bound)) {
        let owner = |bound: Bound| match bound {
            Bound::Macro(at) => Some(Owner::Macro(at)),
            Bound::Row(row) => self.chosen.contains(row.name).then(|| Owner::Action(row.name.to_owned())),
        };
        let hidden = Owner::Action(self.name(hides).to_owned());
        let problem = KeyProblem::Conflict {
            owner: owner(does).or_else(|| owner(hides)).unwrap_or(hidden),
            key: spell(key),
            does: self.name(does).to_owned(),
            lost: spell(lost),
            hides: self.name(hides).to_owned(),
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Where several scopes listen, the inner one hides what the outer one has under the same keys.
    fn look_across_scopes(&mut self) {
        let mut found = Vec::new();
        for chain in action::CHAINS {
            for (at, inner) in chain.iter().enumerate() {
                let Some(inner) = self.scopes.get(inner) else { continue };
                for outer in chain[at + 1..].iter().filter_map(|scope| self.scopes.get(scope)) {
                    for (keys, bound) in &inner.bound {
                        for (lost, hidden) in outer.clashes(keys) {
                            let meant = match (bound, hidden) {
                                (Bound::Row(row), Bound::Row(hidden)) => row.over.contains(&hidden.name),
                                _ => false,
                            };
                            if !meant {
                                found.push(((keys.clone(), *bound), (lost.to_vec(), hidden)));
                            }
                        }
                    }
                }
            }
        }
        for ((keys, bound), (lost, hidden)) in found {
            self.conflict((&keys, bound), (&lost, hidden));
        }
    }

    /// What is wrong with the configuration's keys and macros.
    pub fn problems(&self) -> &[KeyProblem] {
        &self.problems
    }

    /// The macros, in the configuration's order.
    pub fn macros(&self) -> &[Macro] {
        &self.macros
    }

    /// What a key means in a chain of scopes, the innermost first, after the keys that were pressed before it.
    pub fn find(&self, chain: &[Scope], before: &[Chord], key: KeyEvent) -> Found {
        let chord = Chord::of(key);
        for last in [Some(chord), chord.folded()].into_iter().flatten() {
            let keys: Vec<Chord> = before.iter().copied().chain([last]).collect();
            match self.look(chain, &keys) {
                Found::Nothing => {}
                found => return found,
            }
        }
        Found::Nothing
    }

    fn look(&self, chain: &[Scope], keys: &[Chord]) -> Found {
        for scope in chain.iter().filter_map(|scope| self.scopes.get(scope)) {
            if let Some(bound) = scope.bound.get(keys) {
                return Found::Does(*bound);
            }
            if scope.beginnings.contains(keys) {
                return Found::Begins(keys.to_vec());
            }
        }
        Found::Nothing
    }

    /// What may follow the keys pressed so far, each with the keys that are still wanted.
    pub fn following(&self, chain: &[Scope], before: &[Chord]) -> Vec<(String, Bound)> {
        let mut all: BTreeMap<String, Bound> = BTreeMap::new();
        for scope in chain.iter().filter_map(|scope| self.scopes.get(scope)) {
            for (keys, bound) in &scope.bound {
                if let Some(rest) = keys.strip_prefix(before).filter(|rest| !rest.is_empty()) {
                    all.entry(spell(rest)).or_insert(*bound);
                }
            }
        }
        all.into_iter().collect()
    }

    /// Whether an action's first key does it in this chain, and is not taken by another one.
    pub fn reaches(&self, chain: &[Scope], row: &Row) -> bool {
        let first = self.keys(row.name).first();
        first.is_some_and(|first| self.working(chain, row).first() == Some(first))
    }

    /// Those of an action's keys that do it in this chain, and are not taken by another one.
    pub fn working(&self, chain: &[Scope], row: &Row) -> Vec<Vec<Chord>> {
        let does = |keys: &&Vec<Chord>| {
            let open = (1..keys.len()).all(|cut| matches!(self.look(chain, &keys[..cut]), Found::Begins(_)));
            let found = self.look(chain, keys);
            open && matches!(found, Found::Does(Bound::Row(found)) if found.name == row.name)
        };
        self.keys(row.name).iter().filter(does).cloned().collect()
    }

    /// The keys of an action, for hints and help.
    pub fn keys(&self, name: &str) -> &[Vec<Chord>] {
        self.keys.get(name).map_or(&[], Vec::as_slice)
    }

    /// The keys of an action as text, separated by spaces, or by commas where one is several keys.
    pub fn label(&self, name: &str) -> String {
        label(self.keys(name))
    }

    /// The first key of an action as text.
    pub fn first(&self, name: &str) -> String {
        self.keys(name).first().map(|keys| spell(keys)).unwrap_or_default()
    }

    /// The first key of an action that does it also where text is typed.
    pub fn first_beside_text(&self, name: &str) -> Option<String> {
        let text = |keys: &Vec<Chord>| keys.first().is_some_and(|key| key.is_text());
        self.keys(name).iter().find(|keys| !text(keys)).map(|keys| spell(keys))
    }

    /// The name of what keys are bound to, as in the configuration.
    pub fn name(&self, bound: Bound) -> &str {
        match bound {
            Bound::Row(row) => row.name,
            Bound::Macro(at) => self.macros.get(at).map_or("", |one| one.name.as_str()),
        }
    }
}

/// Keys as text, as [`KeyMap::label`].
pub fn label(keys: &[Vec<Chord>]) -> String {
    let between = if keys.iter().any(|keys| keys.len() > 1) { ", " } else { " " };
    let keys: Vec<String> = keys.iter().map(|keys| spell(keys)).collect();
    keys.join(between)
}

#[cfg(test)]
mod tests;
