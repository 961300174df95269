//! Owns what PitchYou's side knows: which profiles there are, which are still listed, and their files.
//!
//! Generated profiles are made when they are asked for; only what deviates from the seed is kept. Profiles made by
//! hand stand after the generated ones. Tests may change all of it while the server runs.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::listing::{Bits, Listing};
use super::made::{Content, Profile};
use super::profile::{self, Style};
use crate::sandbox::applicant::{Applicant, Id, index_of};
use crate::sandbox::journal;
use crate::sandbox::media::{self, Kind};

/// PitchYou's profiles and their state. All methods may be called while the server runs.
#[derive(Debug)]
pub struct World {
    seed: u64,
    count: u32,
    now: Timestamp,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Generated profiles that are not listed: confirmed or removed.
    unlisted: Bits,
    /// Generated profiles that are gone altogether.
    removed: HashSet<u32>,
    /// Generated profiles that have another body than the seed's.
    revised: BTreeMap<u32, Arc<Profile>>,
    /// Profiles made by hand, in the order in which they came.
    added: Vec<Added>,
}

#[derive(Clone, Debug)]
struct Added {
    profile: Arc<Profile>,
    listed: bool,
}

/// What becomes of a profile that is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterConfirm {
    /// It leaves the list.
    #[default]
    Unlisted,
    /// It stays in the list.
    Listed,
}

/// Where a request for a file came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// The published path.
    Download,
    /// The address in `downloadUri`.
    Uri,
}

/// An id that the world doesn't know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no profile {0:?}")]
pub struct UnknownProfile(pub String);

enum Found {
    Generated(u32),
    Added(usize),
}

impl World {
    /// A world of `count` generated profiles and those made by hand.
    pub fn new(seed: u64, count: u32, now: Timestamp, profiles: Vec<Profile>) -> Self {
        let world = Self { seed, count, now, state: Mutex::default() };
        for profile in profiles {
            world.add(profile);
        }
        world
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn applicant(&self, index: u32) -> Applicant {
        Applicant::of(self.seed, index, self.count, self.now)
    }

    fn find(&self, state: &State, id: &str) -> Option<Found> {
        // The last one made by hand wins: it is the newest under that id.
        if let Some(at) = state.added.iter().rposition(|added| added.profile.has_id(id)) {
            return Some(Found::Added(at));
        }
        let index = index_of(self.seed, self.count, id)?;
        (!state.removed.contains(&index)).then_some(Found::Generated(index))
    }

    /// Adds a profile to the end of the list.
    pub fn add(&self, profile: Profile) {
        let added = Added { profile: Arc::new(profile), listed: true };
        self.with(|state| state.added.push(added));
    }

    /// Gives a profile another body and, where it names some, other media; it is listed (again). Media that the new
    /// one does not name stay as they were. Adds it if there is none with that id.
    pub fn revise(&self, id: &str, mut profile: Profile) {
        self.with(|state| match self.find(state, id) {
            Some(Found::Generated(index)) => {
                if let Some(old) = state.revised.get(&index) {
                    profile.media.extend(old.media.iter().cloned());
                }
                state.revised.insert(index, Arc::new(profile));
                state.unlisted.set(index, false);
            }
            Some(Found::Added(at)) => {
                profile.media.extend(state.added[at].profile.media.iter().cloned());
                state.added[at] = Added { profile: Arc::new(profile), listed: true };
            }
            None => state.added.push(Added { profile: Arc::new(profile), listed: true }),
        });
    }

    /// Changes a profile's JSON in place; it is listed (again). Not for raw profiles that are no JSON.
    pub fn edit(&self, id: &str, edit: impl FnOnce(&mut Value)) -> Result<(), UnknownProfile> {
        let body = self.body(id).ok_or_else(|| UnknownProfile(id.to_owned()))?;
        let mut body: Value = serde_json::from_slice(&body).map_err(|_| UnknownProfile(id.to_owned()))?;
        edit(&mut body);
        self.revise(id, Profile::json(body));
        Ok(())
    }

    /// Takes a profile away with its media, as when the channel deletes it.
    pub fn remove(&self, id: &str) -> Result<(), UnknownProfile> {
        self.with(|state| {
            match self.find(state, id) {
                Some(Found::Generated(index)) => {
                    state.removed.insert(index);
                    state.revised.remove(&index);
                    state.unlisted.set(index, true);
                }
                Some(Found::Added(_)) => state.added.retain(|added| !added.profile.has_id(id)),
                None => return Err(UnknownProfile(id.to_owned())),
            }
            Ok(())
        })
    }

    /// Whether there is a profile with that id, listed or not.
    pub fn knows(&self, id: &str) -> bool {
        self.with(|state| self.find(state, id).is_some())
    }

    /// The id as the list writes it: a text or a number.
    pub fn listed_as(&self, id: &str) -> Option<Value> {
        self.with(|state| match self.find(state, id)? {
            Found::Added(at) => state.added[at].profile.id.clone(),
            Found::Generated(index) => match state.revised.get(&index) {
                Some(revised) => revised.id.clone(),
                None => Some(match self.applicant(index).id {
                    Id::Text(text) => Value::from(text),
                    Id::Number(number) => Value::from(number),
                }),
            },
        })
    }

    /// How many profiles the next list has.
    pub fn listed(&self) -> usize {
        self.with(|state| {
            let generated = self.count as usize - state.unlisted.count();
            generated + state.added.iter().filter(|added| added.listed).count()
        })
    }

    /// The ids of the profiles of the next list, in its order; those without an id are left out.
    pub fn ids(&self) -> Vec<String> {
        let listing = self.listing();
        let revised =
            |index: u32| listing.revised.get(&index).map(|profile| profile.id.as_ref().map(journal::text));
        let generated = (0..self.count).filter(|&index| !listing.unlisted.get(index)).filter_map(|index| {
            revised(index).unwrap_or_else(|| Some(self.applicant(index).id.text().into_owned()))
        });
        let added = listing.added.iter().filter_map(|profile| profile.id.as_ref().map(journal::text));
        generated.chain(added).collect()
    }

    /// The bytes of a profile as a list without faults writes them, with an empty base address.
    pub fn body(&self, id: &str) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        self.with(|state| match self.find(state, id)? {
            Found::Added(at) => {
                state.added[at].profile.write(&mut out, &Style::default());
                Some(())
            }
            Found::Generated(index) => {
                match state.revised.get(&index) {
                    Some(revised) => revised.write(&mut out, &Style::default()),
                    None => profile::write(&mut out, &self.applicant(index), &Style::default()),
                }
                Some(())
            }
        })?;
        Some(out)
    }

    /// The ids of a profile's files that can be had.
    pub fn media_ids(&self, id: &str) -> Vec<String> {
        self.with(|state| {
            let (by_hand, generated) = match self.find(state, id) {
                Some(Found::Added(at)) => (Some(state.added[at].profile.clone()), None),
                Some(Found::Generated(index)) => {
                    (state.revised.get(&index).cloned(), Some(self.applicant(index)))
                }
                None => (None, None),
            };
            let mut missing = HashSet::new();
            let mut ids = Vec::new();
            for (media, content) in by_hand.iter().flat_map(|profile| &profile.media) {
                match content {
                    Content::Missing => drop(missing.insert(media.clone())),
                    _ if ids.contains(media) || missing.contains(media) => {}
                    _ => ids.push(media.clone()),
                }
            }
            for media in generated.iter().flat_map(|applicant| &applicant.media) {
                let media = media.id.text().into_owned();
                if !ids.contains(&media) && !missing.contains(&media) {
                    ids.push(media);
                }
            }
            ids
        })
    }

    /// What a file is made of: `None` for files made by hand.
    pub fn media_kind(&self, id: &str, media: &str) -> Option<Kind> {
        let index = self.with(|state| match self.find(state, id)? {
            Found::Generated(index) => Some(index),
            Found::Added(_) => None,
        })?;
        let applicant = self.applicant(index);
        Some(applicant.media[applicant.media(media)?].kind)
    }

    /// The bytes of a file as the published path gives them.
    pub fn media(&self, id: &str, media: &str) -> Option<Bytes> {
        self.download(id, media, Door::Download).map(|(bytes, _)| bytes)
    }

    pub(super) fn download(&self, id: &str, media: &str, door: Door) -> Option<(Bytes, String)> {
        let index = {
            let found = self.with(|state| {
                let (by_hand, index) = match self.find(state, id)? {
                    Found::Added(at) => (Some(state.added[at].profile.clone()), None),
                    Found::Generated(index) => (state.revised.get(&index).cloned(), Some(index)),
                };
                let content = by_hand.and_then(|profile| {
                    profile.media.iter().find(|(own, _)| own == media).map(|(_, content)| content.clone())
                });
                Some((content, index))
            })?;
            match found {
                (Some(Content::Bytes(bytes, mime)), _) => return Some((bytes, mime)),
                (Some(Content::OnlyByUri(bytes, mime)), _) => {
                    return (door == Door::Uri).then_some((bytes, mime));
                }
                (Some(Content::Missing), _) => return None,
                (None, index) => index?,
            }
        };
        let applicant = self.applicant(index);
        let at = applicant.media(media)?;
        let bytes = media::make(self.seed, index, &applicant, at)?;
        Some((bytes.into(), "application/octet-stream".to_owned()))
    }

    /// The first name of a profile, as far as it has one.
    pub(super) fn first_name(&self, id: &str) -> Option<String> {
        let generated = self.with(|state| match self.find(state, id)? {
            Found::Generated(index) if !state.revised.contains_key(&index) => Some(index),
            _ => None,
        });
        if let Some(index) = generated {
            return Some(self.applicant(index).given.to_owned());
        }
        let body: Value = serde_json::from_slice(&self.body(id)?).ok()?;
        let first = ["firstName", "name", "fullName"].iter().find_map(|name| body.get(name)?.as_str());
        Some(first.unwrap_or_default().to_owned())
    }

    /// Confirms all or none; gives those that were still listed.
    pub(super) fn confirm(&self, ids: &[String], after: AfterConfirm) -> Result<Vec<String>, UnknownProfile> {
        self.with(|state| {
            if let Some(unknown) = ids.iter().find(|id| self.find(state, id).is_none()) {
                return Err(UnknownProfile(unknown.clone()));
            }
            let mut changed = Vec::new();
            for id in ids {
                let mut was_listed = false;
                for added in state.added.iter_mut().filter(|added| added.profile.has_id(id)) {
                    was_listed |= added.listed;
                    added.listed &= after == AfterConfirm::Listed;
                }
                if let Some(index) = index_of(self.seed, self.count, id) {
                    was_listed |= !state.unlisted.get(index);
                    if after == AfterConfirm::Unlisted {
                        state.unlisted.set(index, true);
                    }
                }
                if was_listed && !changed.contains(id) {
                    changed.push(id.clone());
                }
            }
            Ok(changed)
        })
    }

    /// What the list is at this moment; writing it out takes no lock.
    pub(super) fn listing(&self) -> Listing {
        self.with(|state| Listing {
            seed: self.seed,
            count: self.count,
            now: self.now,
            unlisted: state.unlisted.clone(),
            revised: state.revised.clone(),
            added: state
                .added
                .iter()
                .filter(|added| added.listed)
                .map(|added| added.profile.clone())
                .collect(),
            index: 0,
            at: 0,
        })
    }

    /// Removes the first listed profiles that have media, and gives their ids.
    pub(super) fn vanish(&self, profiles: u32) -> Vec<String> {
        let with_media = self.ids().into_iter().filter(|id| !self.media_ids(id).is_empty());
        let gone: Vec<String> = with_media.take(profiles as usize).collect();
        for id in &gone {
            // It was there a moment ago; if a test has taken it away meanwhile, all the better.
            let _ = self.remove(id);
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn world(count: u32, profiles: Vec<Profile>) -> World {
        World::new(3, count, "2026-11-21T12:00:00Z".parse().unwrap(), profiles)
    }

    fn listed(world: &World) -> Vec<Value> {
        let mut listing = world.listing();
        let mut all = Vec::new();
        let mut out = Vec::new();
        while listing.next(&mut out, &Style::default()).is_some() {
            all.push(serde_json::from_slice(&out).unwrap());
            out.clear();
        }
        all
    }

    #[test]
    fn confirmed_profiles_leave_the_list_once() {
        let world = world(80, vec![Profile::json(json!({"profileId": "by-hand"}))]);
        let ids = world.ids();
        assert_eq!((ids.len(), world.listed(), listed(&world).len()), (81, 81, 81));
        let some = [ids[0].clone(), ids[70].clone(), "by-hand".to_owned()];
        assert_eq!(world.confirm(&some, AfterConfirm::Unlisted).unwrap(), some);
        assert_eq!((world.ids().len(), world.listed(), listed(&world).len()), (78, 78, 78));
        assert!(world.confirm(&some, AfterConfirm::Unlisted).unwrap().is_empty());
        let wrong = [ids[1].clone(), "nobody".to_owned()];
        assert_eq!(world.confirm(&wrong, AfterConfirm::Unlisted), Err(UnknownProfile("nobody".to_owned())));
        assert_eq!(world.listed(), 78);
    }

    #[test]
    fn every_file_stands_in_its_profile_and_the_other_way_round() {
        fn named(value: &Value, found: &mut HashSet<String>) {
            match value {
                Value::Object(members) => {
                    found.extend(members.get("mediaId").map(journal::text));
                    members.values().for_each(|value| named(value, found));
                }
                Value::Array(values) => values.iter().for_each(|value| named(value, found)),
                _ => {}
            }
        }
        let world = world(400, Vec::new());
        let mut without_steps = 0;
        for profile in listed(&world) {
            without_steps += usize::from(profile.get("steps").is_none());
            let id = journal::text(&profile["profileId"]);
            let mut found = HashSet::new();
            named(&profile, &mut found);
            assert_eq!(found, world.media_ids(&id).into_iter().collect(), "{id}");
        }
        assert!(without_steps > 5);
    }

    #[test]
    fn an_edit_is_a_new_revision_with_the_old_media() {
        let world = world(20, Vec::new());
        let id = world.ids().into_iter().find(|id| !world.media_ids(id).is_empty()).unwrap();
        let media = world.media_ids(&id);
        let before = world.media(&id, &media[0]).unwrap();
        world.confirm(std::slice::from_ref(&id), AfterConfirm::Unlisted).unwrap();
        world.edit(&id, |profile| profile["firstName"] = json!("Neu")).unwrap();
        assert_eq!(world.listed(), 20);
        let found = listed(&world).into_iter().find(|profile| profile["firstName"] == "Neu").unwrap();
        assert_eq!(journal::text(&found["profileId"]), id);
        assert_eq!(world.media_ids(&id), media);
        assert_eq!(world.media(&id, &media[0]).unwrap(), before);
        assert_eq!(world.first_name(&id).as_deref(), Some("Neu"));
    }

    #[test]
    fn a_removed_profile_takes_its_media_along() {
        let world = world(20, vec![Profile::json(json!({"profileId": 5})).media("m", Content::new("x"))]);
        let id = world.ids().into_iter().find(|id| !world.media_ids(id).is_empty()).unwrap();
        let media = world.media_ids(&id).remove(0);
        world.remove(&id).unwrap();
        assert_eq!((world.listed(), world.media(&id, &media)), (20, None));
        assert_eq!(world.media("5", "m").as_deref(), Some(&b"x"[..]));
        world.remove("5").unwrap();
        assert_eq!((world.listed(), world.media("5", "m")), (19, None));
        assert!(world.remove("5").is_err() && world.remove(&id).is_err());
        assert!(!world.knows(&id));
    }

    #[test]
    fn media_made_by_hand_may_be_missing_or_elsewhere() {
        let content = || (Bytes::from("pdf"), "application/pdf".to_owned());
        let (bytes, mime) = content();
        let world = world(
            0,
            vec![
                Profile::json(json!({"profileId": "p", "cv": {"downloadUri": "{base}/x"}}))
                    .media("gone", Content::Missing)
                    .media("uri", Content::OnlyByUri(bytes, mime)),
            ],
        );
        assert_eq!(world.media_ids("p"), ["uri"]);
        assert_eq!(world.download("p", "uri", Door::Download), None);
        assert_eq!(world.download("p", "uri", Door::Uri), Some(content()));
        assert_eq!(world.download("p", "gone", Door::Uri), None);
        let mut out = Vec::new();
        let style = Style { base: "http://here".to_owned(), ..Style::default() };
        world.listing().next(&mut out, &style);
        assert!(String::from_utf8(out).unwrap().contains("http://here/x"));
    }

    #[test]
    fn raw_bytes_go_into_the_list_as_they_are() {
        let world = world(0, vec![Profile::raw(*b"{\xff}"), Profile::raw("{}").id(7)]);
        let mut out = Vec::new();
        world.listing().next(&mut out, &Style::default());
        assert_eq!(out, b"{\xff}");
        assert_eq!(world.ids(), ["7"]);
        assert_eq!(world.listed_as("7"), Some(json!(7)));
    }
}
