//! What every source must do, whatever its wire: one suite, run on each built-in source against the sandbox, a fault
//! of the sandbox for each rule that has one.
//!
//! A new source gets a line at the end of this file and its fake in the sandbox.

mod answer;
mod field;
mod file;
mod lead;
mod list;
mod lost;
mod patience;
mod rig;
mod session;
mod setting;
mod sign_in;
mod usual;

/// Runs the suite on one source.
macro_rules! suite {
    ($name:ident, $kind:expr, $($part:ident :: $test:ident),* $(,)?) => {
        mod $name {
            use kandidat::domain::SourceKind;
            $(
                #[tokio::test]
                async fn $test() {
                    super::$part::$test($kind).await;
                }
            )*
        }
    };
}

suite!(
    pitchyou,
    SourceKind::PitchYou,
    usual::reads_every_application,
    usual::reads_the_templates,
    usual::fetches_every_file_as_it_is,
    usual::confirms_in_batches_and_again,
    usual::one_bad_id_does_not_hold_the_rest,
    usual::opens_a_fresh_chat_each_time,
    usual::says_when_the_chat_is_not_booked,
    sign_in::signs_in_once_for_many_calls_at_once,
    sign_in::renews_an_ended_token_and_repeats_the_call,
    sign_in::renews_a_token_a_little_before_its_end,
    sign_in::stops_asking_when_the_credentials_are_refused,
    sign_in::a_changed_secret_needs_no_restart,
    sign_in::a_missing_secret_is_named,
    sign_in::signs_in_by_http_basic_when_told_to,
    patience::short_pauses_are_waited_for,
    patience::long_pauses_are_told_at_once,
    patience::a_slow_server_is_waited_for,
    list::a_list_that_breaks_off_counts_as_far_as_it_came,
    list::a_list_that_breaks_off_at_once_is_an_error,
    list::one_bad_record_spoils_only_itself,
    list::every_hostile_record_is_read_or_kept,
    list::the_same_record_twice_is_told_twice_and_is_the_same,
    list::nobody_listening_ends_the_pass,
    list::a_pass_that_is_given_up_leaves_no_thread_behind,
    field::new_fields_are_kept_and_noticed,
    field::renamed_fields_lose_no_file_and_no_applicant,
    field::overridden_names_are_read,
    answer::a_web_page_is_no_answer,
    answer::what_a_server_repeats_of_our_secrets_is_never_told,
    answer::a_redirect_is_no_answer_and_downloads_follow_without_credentials,
    file::a_file_that_breaks_off_is_an_error_and_then_comes_whole,
    file::a_profile_that_vanished_is_gone,
    file::odd_files_are_fetched_or_refused_with_a_reason,
    lost::a_lost_confirmation_is_neither_done_nor_undone,
    lost::an_answer_cut_behind_its_status_is_a_success,
    lost::a_request_that_is_cut_before_it_is_handled_is_repeated_only_if_it_may_be,
    lost::a_server_that_is_away_is_offline,
    setting::a_wrong_account_is_refused_before_anything_is_sent,
);

suite!(
    hrdrom,
    SourceKind::HrDrom,
    usual::reads_every_application,
    usual::fetches_every_file_as_it_is,
    usual::confirms_in_batches_and_again,
    sign_in::signs_in_once_for_many_calls_at_once,
    sign_in::renews_an_ended_token_and_repeats_the_call,
    sign_in::renews_a_token_a_little_before_its_end,
    sign_in::stops_asking_when_the_credentials_are_refused,
    sign_in::a_changed_secret_needs_no_restart,
    sign_in::a_missing_secret_is_named,
    patience::short_pauses_are_waited_for,
    patience::long_pauses_are_told_at_once,
    patience::a_slow_server_is_waited_for,
    list::a_list_that_breaks_off_counts_as_far_as_it_came,
    list::a_list_that_breaks_off_at_once_is_an_error,
    list::one_bad_record_spoils_only_itself,
    list::every_hostile_record_is_read_or_kept,
    list::the_same_record_twice_is_told_twice_and_is_the_same,
    list::nobody_listening_ends_the_pass,
    list::a_pass_that_is_given_up_leaves_no_thread_behind,
    field::new_fields_are_kept_and_noticed,
    field::renamed_fields_lose_no_file_and_no_applicant,
    field::overridden_names_are_read,
    answer::a_web_page_is_no_answer,
    answer::what_a_server_repeats_of_our_secrets_is_never_told,
    answer::a_redirect_is_no_answer_and_downloads_follow_without_credentials,
    file::a_file_that_breaks_off_is_an_error_and_then_comes_whole,
    file::a_profile_that_vanished_is_gone,
    lost::a_lost_confirmation_is_neither_done_nor_undone,
    lost::a_request_that_is_cut_before_it_is_handled_is_repeated_only_if_it_may_be,
    lost::a_server_that_is_away_is_offline,
    setting::a_wrong_account_is_refused_before_anything_is_sent,
);
