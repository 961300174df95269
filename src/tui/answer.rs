//! What an answer of the store does to the model. Late ones never get here: their ticket no longer counts.

use super::cx::Cx;
use super::dialog::insights::Insights;
use super::dialog::{Dialog, palette};
use super::macros;
use super::model::{Condition, Load, Model, Pane, Refusal, Tone};
use super::msg::{Answer, Ask, Way};
use super::pane::{applicants, profile, templates, views};
use super::told;
use crate::error::UserError;
use crate::preview::{Look, Trouble};
use crate::store::{Pause, Vocabulary};

/// Takes the answer to a question, or why there is none.
pub fn take(model: &mut Model, ask: Ask, result: Result<Answer, UserError>, cx: &Cx) {
    let answer = match result {
        Ok(answer) => answer,
        Err(error) => return failed(model, &ask, error, cx),
    };
    model.hush(&cx.word("said-loading"));
    match (ask, answer) {
        (Ask::Window { from, .. }, Answer::Window(window)) => {
            let height = model.page(Pane::Applicants);
            model.applicants.list.place(window, from, height);
        }
        (Ask::Count(_), Answer::Count(count)) => model.applicants.count = Some(count),
        (Ask::Keys(..), Answer::Keys(keys)) => applicants::mark_all(model, keys, cx),
        (Ask::NextUnread(.., way), Answer::NextUnread(found)) => match found {
            Some(key) => {
                let height = model.page(Pane::Applicants);
                model.applicants.list.go(key, height);
            }
            None => {
                let (none, back) = match way {
                    Way::Next => ("said-no-unread-below", "applicant.previous-unread"),
                    Way::Previous => ("said-no-unread-above", "applicant.next-unread"),
                };
                let text = cx.words.phrase(none, &[("key", cx.keys.first(back).into())]);
                model.say(Tone::Done, text, cx);
            }
        },
        (Ask::Between(..), Answer::Between(keys)) => applicants::mark_all(model, keys, cx),
        (Ask::Vocabulary(kind), Answer::Vocabulary(words)) => match (model.dialogs.last_mut(), kind) {
            (Some(Dialog::Reason(dialog)), Vocabulary::Reason) => dialog.offered(words),
            (Some(Dialog::Tags(dialog)), Vocabulary::Tag) => dialog.offered(words),
            (Some(Dialog::Assign(dialog)), Vocabulary::Assignee) => dialog.offered(words),
            _ => {}
        },
        (Ask::Others(key), Answer::Others(others)) => {
            if let Some(Dialog::Duplicates(dialog)) = model.dialogs.last_mut()
                && dialog.key == key
            {
                dialog.loaded(Ok(others));
            }
        }
        (Ask::Totals, Answer::Totals(totals)) => model.totals = totals,
        (Ask::Groups, Answer::Groups(groups)) => {
            model.templates.load = Load::Ready;
            model.templates.groups = groups;
            let still = templates::entries(&model.templates.groups)
                .iter()
                .any(|(entry, _)| *entry == model.templates.chosen);
            if !still {
                model.templates.chosen = templates::Entry::All;
            }
        }
        (Ask::Accounts, Answer::Accounts(accounts)) => {
            for standing in accounts {
                let condition: &mut Condition = model.accounts.entry(standing.account).or_default();
                condition.synced = standing.synced;
                condition.problem = standing.problem;
                condition.paused = standing.pause == Some(Pause::ByHand);
                // What an earlier run has left stands until the engine has tried.
                if condition.health.is_none() {
                    condition.refusal = match standing.pause {
                        Some(Pause::Refused) => Some(Refusal::Credentials),
                        Some(Pause::Password) => Some(Refusal::FirstPassword),
                        _ => None,
                    };
                }
                condition.tried = standing.tried;
                condition.applicants = standing.applicants;
                condition.session = standing.session;
            }
        }
        (Ask::Detail(key), Answer::Detail(detail)) => profile::loaded(model, key, detail),
        (Ask::Batch(keys), Answer::Batch(batch)) => {
            let confirm = model.dialogs.iter_mut().find_map(|dialog| match dialog {
                Dialog::Confirm(confirm) => Some(confirm),
                _ => None,
            });
            if let Some(confirm) = confirm {
                confirm.loaded(&keys, batch);
            }
        }
        (Ask::Outbox, Answer::Outbox(items)) => {
            if let Some(Dialog::Outbox(outbox)) = model.dialogs.last_mut() {
                outbox.loaded(Ok(items), cx);
            }
        }
        (Ask::Templates(_), Answer::Templates(found)) => {
            if let Some(Dialog::Link(form)) = model.dialogs.last_mut() {
                form.templates(found);
            }
        }
        (Ask::Recall(name), Answer::Recalled(value)) if name == palette::SETTING => {
            palette::recalled(model, value.as_deref());
        }
        (Ask::Recall(name), Answer::Recalled(Some(value))) => {
            if let Some(Dialog::Link(form)) = model.dialogs.last_mut() {
                form.recalled(&name, &value);
            }
        }
        (Ask::LastTitle(account, job), Answer::LastTitle(Some(title))) => {
            if let Some(Dialog::Link(form)) = model.dialogs.last_mut() {
                form.title(&account, &job, &title);
            }
        }
        (ask @ Ask::Look(..), Answer::Look(path, look)) => {
            if let Some(Dialog::Preview(preview)) = model.dialogs.last_mut() {
                preview.loaded(&ask, path, look);
            }
        }
        (Ask::Blank(key, _), Answer::Blank(files)) => profile::blank(model, key, files),
        (Ask::Insights(_), Answer::Insights(figures)) => {
            let groups = std::mem::take(&mut model.templates.groups);
            if let Some(insights) = insights(model) {
                insights.loaded(Ok(figures), &groups);
            }
            model.templates.groups = groups;
        }
        (Ask::Log, Answer::Log(lines)) => {
            if let Some(Dialog::Log(log)) = model.dialogs.last_mut() {
                log.loaded(Ok(lines));
            }
        }
        (Ask::Values(field, typed), Answer::Values(values)) => {
            if let Some(line) = &mut model.applicants.line {
                line.offer.answered(field, &typed, values, cx);
            }
        }
        (Ask::Views, Answer::Views(saved)) => views::loaded(model, saved, cx),
        // An answer that doesn't belong to its question would be a mistake of ours: it changes nothing.
        _ => {}
    }
}

/// The insights, also below another dialog.
fn insights(model: &mut Model) -> Option<&mut Insights> {
    model.dialogs.iter_mut().find_map(|dialog| match dialog {
        Dialog::Insights(insights) => Some(&mut **insights),
        _ => None,
    })
}

fn failed(model: &mut Model, ask: &Ask, error: UserError, cx: &Cx) {
    if ask.is_about_whom() {
        macros::give_up(model);
    }
    match ask {
        Ask::Window { .. } => {
            let first = model.applicants.list.rows().is_empty();
            model.applicants.list.fail(error.clone());
            if !first {
                model.complain(&error, cx);
            }
        }
        Ask::Detail(key) => {
            model.profile.of = Some(*key);
            model.profile.detail = None;
            model.profile.load = Load::Failed(error);
        }
        Ask::Groups => model.templates.load = Load::Failed(error),
        Ask::Batch(_) => {
            for dialog in &mut model.dialogs {
                if let Dialog::Confirm(confirm) = dialog {
                    confirm.failed(error.clone());
                }
            }
        }
        Ask::Others(_) => {
            if let Some(Dialog::Duplicates(dialog)) = model.dialogs.last_mut() {
                dialog.loaded(Err(error));
            }
        }
        Ask::Outbox => {
            if let Some(Dialog::Outbox(outbox)) = model.dialogs.last_mut() {
                outbox.loaded(Err(error), cx);
            }
        }
        Ask::Look(..) => {
            model.complain(&error, cx);
            if let Some(Dialog::Preview(preview)) = model.dialogs.last_mut() {
                preview.loaded(ask, None, Look::Trouble(Trouble::Unreadable));
            }
        }
        // Without the answer no file is called empty.
        Ask::Blank(..) => {}
        Ask::Insights(_) => {
            if let Some(insights) = insights(model) {
                insights.loaded(Err(error), &[]);
            }
        }
        Ask::Log => {
            if let Some(Dialog::Log(log)) = model.dialogs.last_mut() {
                log.loaded(Err(told::one_line(&error, cx)));
            }
        }
        // Whoever types goes on typing without candidates.
        Ask::Values(..) => {}
        _ => model.complain(&error, cx),
    }
}
