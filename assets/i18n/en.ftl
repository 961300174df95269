# --- panes ---------------------------------------------------------------------------------------------------------
pane-templates = Templates
pane-applicants = Applicants
pane-profile = Profile
templates-all = All
templates-without = without a template
templates-without-profession = without a profession
count-of = { $count } of { $all }
empty-inbox = Nobody has applied yet. { $key } syncs now.
empty-syncing = The applicants are on their way …
hint-range = { $n ->
    [one] mark this one
   *[other] mark these { $n }
}
hint-range-far = mark the range
hint-range-drop = leave it
empty-search = Nobody matches.
empty-search-drop = Nobody matches. { $key } drops the search.
too-small = { $columns }x{ $rows } at least

# --- header --------------------------------------------------------------------------------------------------------
header-new = { $n ->
    [one] { $figure } new
   *[other] { $figure } new
}
header-to-save = { $n ->
    [one] { $figure } to save
   *[other] { $figure } to save
}
header-to-confirm = { $n ->
    [one] { $figure } to confirm
   *[other] { $figure } to confirm
}
header-outbox = { $n ->
    [one] { $figure } in outbox
   *[other] { $figure } in outbox
}
header-dead = { $n ->
    [one] { $figure } given up
   *[other] { $figure } given up
}
header-read-only = read-only
health-synced = synced { $at }
health-never = not synced yet
health-syncing = syncing
health-again = again { $at }
health-maintenance = maintenance until { $at }
health-asked-to-wait = asked to wait until { $at }
health-paused = paused
health-paused-until = paused until { $at }

# --- stages and safety ---------------------------------------------------------------------------------------------
stage-new = new
stage-contacted = contacted
stage-interview = interview
stage-offer = offer
stage-hired = hired
stage-rejected = rejected
stage-withdrawn = withdrawn
safety-pulled = files still to be saved
safety-saved = saved here, to be confirmed
safety-confirming = confirmation under way
safety-confirmed = confirmed
safety-unreadable = unreadable, kept as it came

# --- profile -------------------------------------------------------------------------------------------------------
profile-unreadable = This record can't be read. It is kept as it came and is never confirmed.
profile-held = Held back: { $why }
profile-job = job { $job }
profile-id = id
profile-profession = profession
profile-location = location
profile-keywords = keywords
profile-files = Files
profile-standing = Where it stands
profile-stage = stage
profile-contacted = contacted
profile-applied = applied
profile-safety = safety
profile-revisions = versions
profile-snoozed = put off until
profile-others = { $n ->
    [one] Applied one more time ({ $key }).
   *[other] Applied { $n } more times ({ $key }).
}
profile-assignee = assigned to
profile-tags = tags
profile-note = Note
profile-other = Other fields
profile-history = History
profile-cut = … and { $rest } more
file-saved = saved
file-gone = gone
file-failed = failed
file-waiting = not saved
file-earlier = of an earlier record
file-placeholder = empty page
file-cv = CV
file-portrait = portrait
file-image = picture
file-audio = voice message
file-video = video
file-document = document

# --- preview -------------------------------------------------------------------------------------------------------
preview-picture = { $format } picture, { $width } × { $height }
preview-pdf = PDF, { $n ->
    [one] { $n } page
   *[other] { $n } pages
  }
preview-text = text
preview-audio = { $format } sound
preview-video = { $format } video
preview-looking = Looking into the file …
preview-gone = The source has this file no more.
preview-blank = An empty page, without text or picture: it stands for a CV that was never sent.
preview-no-reader = Its text is shown where pdftotext (poppler) is installed.
preview-no-text = There is no text in it; perhaps it is a scan.
preview-nothing = Nothing of it can be shown here.
preview-unreadable = The stored file can't be read.
preview-damaged = The file is damaged, or not what it claims to be.
preview-too-large = The picture is too large to be shown here.
preview-too-slow = Showing it would take too long.
preview-unknown = Pictures of this kind can't be shown here.
preview-off = Pictures are switched off ([ui] images).
preview-open-here = v opens it with the system's viewer; w writes it out.
preview-open-there = w writes it out, ready to be copied; v needs a local session.
preview-announced = { $found } (announced as { $said })
preview-kind = type
preview-size = size
preview-hash = sha256
preview-problem = problem
preview-path = lies in
preview-cut = cut short
preview-broken = broken off

# --- work under way ------------------------------------------------------------------------------------------------
rate = { $bytes }/s
work-pull = reading
work-save = saving
work-confirm = confirming
work-chat = asking for the chat
work-export = writing
work-password = changing the password

work-edit = deciding
event-pulled = arrived
event-updated = changed at the source
event-unreadable = unreadable
event-vanished = gone from the source's list
event-media-saved = file saved
event-media-problem = file could not be saved
event-media-lost = file lost here
event-media-withdrawn = file withdrawn by the source
event-gap-accepted = gap accepted
event-confirm-ordered = confirmation ordered
event-confirm-dropped = confirmation dropped
event-confirm-refused = confirmation refused
event-confirm-unknown = confirmation unanswered
event-confirm-withdrawn = confirmation withdrawn
event-confirmed = confirmed
event-sent = sent
event-feedback = reported to the source
event-feedback-refused = report refused by the source
event-feedback-not-mapped = the source has no word for this stage
event-feedback-unknown = report unanswered
event-feedback-withdrawn = report withdrawn
event-feedback-dropped = report dropped
event-stage = stage
event-note = note
event-read = read
event-unread = unread
event-contacted = contacted
event-tags = tags
event-assignee = assigned
event-snoozed = snoozed
event-woken = back
event-undone = taken back
event-redone = made again
event-chat = chat
event-again = again
event-former = an earlier record; a newer one is here
event-changed = the source sent a different record
event-unsafe = no longer safely stored

# --- why not -------------------------------------------------------------------------------------------------------
why-nobody = There is nobody here.
why-read-only = Nothing can be changed: the inbox is open read-only.
why-no-chat = HRDrom has no chat.
why-no-link = HRDrom has no job links.
why-no-account = This account is not in the configuration.
why-no-password = No account has a password that could be changed here.
why-remote = Files can only be opened in a local session; w writes them out.
why-syncing = A sync is already under way.
why-no-others = No other applications of this person are known.
why-no-file = There is no file here.
why-no-other-file = There is no other file.
why-under-way = It is under way.
why-none-ready = Nobody is ready to be confirmed.
why-none-unsaved = Nothing has to be saved first.
why-no-gap = There is no gap that could be accepted.
why-no-recruiter = Accepting a gap goes on record under your name: start with --recruiter NAME, or set recruiter in [ui].
why-not-here = Go to the choice first.
why-no-url = The link is not complete yet.
why-nothing = There is none.
why-no-candidate = Nothing is known that could follow here.
why-no-view = There is no saved view.
why-no-search = Search for something first, or choose an order: that is what is saved.
why-view-configured = This view stands in the configuration; change it there.
why-outbox-empty = The outbox is empty.
why-nothing-matches = Nothing matches the filter.
why-being-sent = It is being sent right now.
why-paused = This account is paused; resume it first.

# --- messages ------------------------------------------------------------------------------------------------------
said-loading = One moment …
said-marked = { $n ->
    [one] One marked.
   *[other] { $n } marked.
}
said-marks-restored = { $n ->
    [one] Marks restored: one.
   *[other] Marks restored: { $n }.
}
said-contacted = { $n ->
    [one] Marked as contacted at { $at }. u takes it back.
   *[other] { $n } marked as contacted at { $at }. u takes it back.
}
said-uncontacted = { $n ->
    [one] No longer marked as contacted.
   *[other] { $n } no longer marked as contacted.
}
said-stage = { $n ->
    [one] Stage: { $stage }. u takes it back.
   *[other] { $n } applicants: { $stage }. u takes it back.
}
said-note = Note kept. u takes it back.
said-saved-already = Everything is saved already.
said-not-saved = The file is not saved yet; s saves it.
said-choose-file = Choose the file in the profile first.
said-finishing = Leaving as soon as the confirmations are through.
said-engine-ended = The work in the background has ended. Please start kandidat again.
said-sent = { $what } sent to the terminal's clipboard.
said-not-sent = { $what } could not be sent to the clipboard.
said-browsed = The chat page was handed to the browser.
said-not-browsed = The browser could not be opened.
said-viewed = Opened { $path }
said-no-unread-below = Nobody unread below. { $key } looks above.
said-no-unread-above = Nobody unread above. { $key } looks below.
said-arrived = { $n ->
    [one] One new applicant.
   *[other] { $n } new applicants.
}
said-synced = Synced: { $new } new, { $updated } updated, { $saved } files saved.
said-more-problems = { $n ->
    [one] Two problems, { $key } shows both.
   *[other] One problem and { $n } more, { $key } shows them.
}
said-saved = { $n ->
    [one] One file saved ({ $size }).
   *[other] { $n } files saved ({ $size }).
}
said-failed = { $n ->
    [one] { $id }: { $why }
   *[other] { $n } failed, { $id }: { $why }
}
said-written = { $n ->
    [one] One file written to { $folder }
   *[other] { $n } files written to { $folder }
}
said-undone = { $n ->
    [one] Taken back: { $what }.
   *[other] Taken back for { $n }: { $what }.
}
said-corrected = { $n ->
    [one] The source had been told; it is told the stage before.
   *[other] The source had been told of { $n }; it is told the stages before.
}
said-redone = { $n ->
    [one] Done again: { $what }.
   *[other] Done again for { $n }: { $what }.
}
said-woken = { $n ->
    [one] One applicant who was put off is back.
   *[other] { $n } applicants who were put off are back.
}
said-assigned = { $n ->
    [one] Assigned to { $name }. u takes it back.
   *[other] { $n } assigned to { $name }. u takes it back.
}
said-unassigned = { $n ->
    [one] Assigned to nobody. u takes it back.
   *[other] { $n } assigned to nobody. u takes it back.
}
said-tags = { $n ->
    [one] Tags changed. u takes it back.
   *[other] Tags of { $n } changed. u takes it back.
}
said-snoozed = { $n ->
    [one] Put off until { $at }. u takes it back.
   *[other] { $n } put off until { $at }. u takes it back.
}
said-unsnoozed = { $n ->
    [one] Back at once. u takes it back.
   *[other] { $n } back at once. u takes it back.
}
said-undone-of = Taken back for { $name }: { $what }.
said-redone-of = Done again for { $name }: { $what }.
said-left-alone = { $n ->
    [one] One was left alone: somebody has changed the same since.
   *[other] { $n } were left alone: somebody has changed the same since.
}
said-stopped-half = Stopped half way; the same key goes on.
said-stopping = Stopping …
said-edited-some = { $n ->
    [one] Stopped: one was changed, { $left } were not. u takes it back.
   *[other] Stopped: { $n } were changed, { $left } were not. u takes it back.
}
said-nothing = There is nothing to take back or do again.
said-cancelled = Stopped.
edit-stage = stage
edit-note = note
edit-read = read
edit-contacted = contacted
edit-tags = tags
edit-assign = assignment
edit-snooze = snooze
marked-many = { $n ->
    [one] One applicant
   *[other] { $n } applicants
}
what-chat = The chat link was
what-link = The job link was
what-html = The HTML button was
what-markdown = The Markdown was
what-phone = The phone number was
what-email = The e-mail address was
what-whole = The text was
what-id = The id was

# --- Causes: what went wrong, and what to do -------------------------------------------------------------------------
told-until = { $what }, until { $at }
cause-offline = the source can't be reached
    .next = Check the network and base_url; nothing is lost, the next sync carries on.
cause-unavailable = the source is unwell
    .next = Nothing is lost, the next sync carries on.
cause-wait = the source asks us to wait
    .next = It is tried again then by itself.
cause-maintenance = maintenance of the source
    .next = It is tried again then by itself.
cause-credentials = the credentials were refused
    .next = Check the account's credentials in the configuration; everything local goes on working.
cause-secret = the secret can't be had
    .next = Put it where the configuration looks for it, or name another place; everything local goes on working.
cause-first-password = the first password has to be changed
    .next = `kandidat account passwd` changes it.
cause-forbidden = not allowed for this client
    .next = Ask the provider whether it is booked.
cause-chat-not-booked = the chat is not booked for this client
    .next = Ask the provider to book it.
cause-gone = the source has it no more
cause-rejected = the source refuses it
cause-wrong-answer = the source's answer can't be used
    .next = Check base_url; `kandidat doctor` shows what it answers.
cause-broken-list = the list broke off before its end
    .next = What was complete is stored; the next sync reads the rest.
cause-vanished = gone from the source's list before all files were saved
    .next = What was pulled is kept; the gap can be accepted when confirming.
cause-refused = not asked for, for safety's sake
cause-too-large = larger than the limit
    .next = [limits] media raises it.
cause-bad-id = its id fits no address, so it can't be fetched
cause-unreadable = the record can't be read
cause-not-saved = files are not saved yet
cause-lost-file = no longer in the media folder
cause-not-written = could not be written
cause-no-name = accepting a gap needs a name
cause-paused = paused by a person
    .next = Resume it in the accounts screen, or with `kandidat account resume`.
cause-elsewhere = another process is at work on this account
    .next = It goes on when that is done.
cause-unconfirmed = waits until the applicant is confirmed
cause-next-sync = goes out with the next sync
cause-cancelled = stopped
cause-stopped = stopped before it was ordered
cause-no-applicant = no longer in the inbox
cause-misconfigured = can't work as it is configured
    .next = `kandidat doctor` names the place.
cause-read-only = open for reading only
    .next = Leave --read-only (or [ui] read_only) away to change anything.
cause-disk-full = the disk is full, nothing could be stored
    .next = Make room; nothing was lost and nothing was confirmed.
cause-no-rights = the data folder can't be written to
    .next = Check its owner and rights.
cause-busy = another process keeps the inbox busy
    .next = Try again; `kandidat doctor` names what is wrong if it stays so.
cause-damaged = the inbox is damaged
    .next = Run `kandidat doctor`; keep a copy of the data folder before anything else.
cause-newer = the inbox was made by a newer kandidat
    .next = Use the newer one.
cause-store = the inbox could not be used
cause-no-log = the log can't be read
cause-not-opened = could not be opened here
cause-bug = a mistake of this program
    .next = Please report it, with the log.

# --- confirm -------------------------------------------------------------------------------------------------------
confirm-title = { $n ->
    [one] Confirm one applicant
   *[other] Confirm { $n } applicants
}
confirm-ready = Ready: { $n }
confirm-unsaved = Files to be saved first: { $n }
confirm-held = Held back: { $n }
confirm-already = Confirmed already: { $n }
confirm-files = { $n ->
    [one] one file missing
   *[other] { $n } files missing
}
confirm-at-least = at least { $size }
confirm-size-unknown = size unknown
confirm-left-out = Only the first { $most }; { $n } are left out.
confirm-running = On the way …
confirm-accepted = { $n ->
    [one] One gap accepted by { $who }: it goes on record.
   *[other] { $n } gaps accepted by { $who }: it goes on record.
}
confirm-what = { $n ->
    [0] Nobody would be confirmed.
    [one] One would be confirmed.
   *[other] { $n } would be confirmed.
}
confirm-for-good = Confirming can't be undone.
confirm-over = { $done } of { $n } confirmed.
fate-confirmed = confirmed
fate-already = was confirmed before
fate-held = held back
fate-waiting = waiting
fate-refused = refused
step-of = { $at } of { $n } · { $yes } said yes to
step-question = Confirm this applicant?

# --- chat and QR ---------------------------------------------------------------------------------------------------
chat-title = Chat with { $name }
chat-test = the test page
chat-about = The link is secret and fresh. Open it, scan it, or copy it.
qr-too-long = This is too long for a QR code.
qr-needs = The QR code needs { $columns } columns and { $rows } rows.

# --- job link ------------------------------------------------------------------------------------------------------
link-title = Job link · { $account }
link-job = Job id
link-template = Template
link-job-title = Title
link-source = utm_source
link-medium = utm_medium
link-campaign = utm_campaign
link-content = utm_content
link-standard = standard interview
link-no-job = A job link needs a job id.
link-dot-job = A job id can't be one or two dots.
link-bad-client = The client id of this account can't be part of an address.
formats-title = Job link
formats-button = Button: { $text }

# --- order and views ----------------------------------------------------------------------------------------------
sort-newest = newest
sort-oldest = oldest
sort-name = by name
sort-overdue = overdue
sort-stage = by stage
said-sort-newest = Order: newest first.
said-sort-oldest = Order: not contacted yet, oldest first.
said-sort-name = Order: by name.
said-sort-overdue = Order: not contacted yet, longest over the response target first.
said-sort-stage = Order: by stage.
view-all = All
view-from-configuration = configuration
view-broken = The search of this view can't be read: { $why }
view-unnamed = It needs a name.
view-configured = The configuration has a view of this name.
view-taken = There is a view of this name.
view-name-for = Name of the view { $what }
view-name-new = New name of { $name }
views-title = Saved views
views-none = No view is saved yet. { $key } saves what is listed now.
said-view-saved = The view { $name } is saved. { $key } takes it back.
said-view-removed = The view { $name } is removed. u takes it back.
said-views-restored = The views are as they were.

# --- search --------------------------------------------------------------------------------------------------------
search-unknown-field = There is no field { $field }:
search-unknown-value = { $field }: doesn't know { $value }.
search-bad-limit = { $field }: takes a limit such as <2d or >1h, not { $value }.
search-bad-contacted = contacted: takes yes, no or a limit such as <2d or >1h, not { $value }.
search-incomplete = Something is still missing after { $what }
search-nearest = Did you mean { $nearest }? ({ $key })
search-hint-text = the beginning of any word
search-hint-not = what must not be there
search-hint-none = any text; nothing is known yet

# --- triage --------------------------------------------------------------------------------------------------------
reason-none = (without a reason)
tags-title = Tags
tags-label = Tags, with commas between; -tag takes one away
assign-title = Assign
assign-label = To whom
assign-me = me
assign-nobody = nobody
assign-new = a new name
snooze-title = Put off
snooze-label = Until when: 14:30, 20 Dec, 20 Dec 9:00, 3d
snooze-hour = in an hour
snooze-afternoon = this afternoon
snooze-tomorrow = tomorrow morning
snooze-monday = next week
snooze-back = bring back now
snooze-past = That has passed.
snooze-unknown = That is no time that is understood here.
duplicates-title = Applications of { $name }
duplicates-this = This one
duplicates-of = { $n ->
    [one] The other one
   *[other] { $at } of { $n } others
}

# --- other dialogs -------------------------------------------------------------------------------------------------
reason-label = Reason (may stay empty)
note-title = Note · { $name }
copy-title = Copy
log-title = Log
log-nothing = Nothing yet.
log-file = The end of the log file in { $folder }
# --- accounts that can't be asked ---
banner-refused = { $account }: sign-in refused. Put the right secret in its place, then { $key }; all else works.
banner-first-password = { $account }: { $key } changes the first password; until then nothing else works there.

# --- a new password ---
password-title = New password · { $account }
password-new = new password
password-again = once more
password-empty = It is not shown while you type.
password-space = It begins or ends with a space.
password-short = At least 8 characters.
password-again-empty = Once more, so that a slip is found.
password-differs = The two are not the same.
password-ready = Enter sends it, once.
password-sent = Being changed at the source …
password-by-hand = It is changed at the source. Now { $how }; until then only this session can sign in.
by-hand-write = write it into { $place }
by-hand-failed = write it into { $place } (that failed here)
by-hand-variable = set the environment variable { $name } to it
by-hand-command = change it where the command of the configuration reads it
by-hand-keyring = change the entry { $name } of the key ring
by-hand-configuration = change it in the configuration (a file of its own would be better)
place-file = the file { $path }
place-keyring = the entry { $name } of the key ring
said-password = The password is changed and stored in { $place }.

outbox-title = Outbox
outbox-empty = The outbox is empty: everything has been sent.
outbox-confirm = confirm
outbox-deliver = deliver
outbox-feedback = feedback
outbox-waiting = waiting
outbox-sending = being sent
outbox-unknown = answer lost, to be checked
outbox-dead = given up
outbox-attempts = { $n ->
    [one] one try
   *[other] { $n } tries
}
outbox-next = next { $at }
stage-now = (now)
quit-title = Leave
quit-question = Leave kandidat?
quit-finishing = { $n ->
    [one] A confirmation is under way. Leave as soon as it is through?
   *[other] { $n } confirmations are under way. Leave as soon as they are through?
}
start-about = Welcome to kandidat, the inbox for job applications. There is no configuration yet.
connect-title = Connect a PitchYou account
connect-name = Name of the account
connect-client = Client id
connect-keep = Secret
connect-keep-file = in a file of its own
connect-keep-environment = in a variable
connect-keep-command = from a command
connect-secret = Client secret
connect-variable = Variable
connect-command = Command
connect-address = Address
connect-ready = Enter tests the connection and writes the configuration.
connect-signing-in = signing in at { $address } … Ctrl-c stops it
connect-bad-name = The name is a plain word: letters, digits, dots, dashes.
connect-bad-client = The client id is letters, digits and inner dashes.
connect-no-secret = The secret is missing.
connect-bad-address = The address begins with https://.

# --- commands, macros, keys ----------------------------------------------------------------------------------------
palette-title = Commands
palette-nothing = Nothing matches.
palette-macro = Macro: { $actions }
why-elsewhere = only in “{ $pane }”
why-other-place = not at this place
said-macro-left = Macro “{ $name }” ended: it was left without a decision
said-macro-stopped = Macro “{ $name }” stopped at “{ $action }”: { $why }
said-no-such-keys = { $keys } does nothing here
help-here = Keys here
help-dialogs = In every dialog
help-macros = Macros
help-field = In a text field
help-field-text = Ctrl-a and Ctrl-e to the beginning and the end, Ctrl-← and Ctrl-→ by words. Ctrl-w deletes the word before the cursor, Ctrl-u and Ctrl-k all before and after it; Ctrl-z undoes, Ctrl-y does again.

# --- Insights and accounts -------------------------------------------------------------------------------------------
insights-title = Insights · { $period }
insights-today = today
insights-week = 7 days
insights-month = 30 days
insights-quarter = 90 days
insights-year = one year
insights-ever = everybody
insights-nobody = Nobody applied in this time.
insights-all = { $n ->
    [one] { $figure } application
   *[other] { $figure } applications
}
insights-contact = First contact
insights-half = Half within { $median }, nine of ten within { $most }.
insights-within = { $share } of them within the account's response target.
insights-contacted = { $n ->
    [one] { $figure } was contacted.
   *[other] { $figure } were contacted.
}
insights-waiting = { $n ->
    [one] { $figure } is still waiting.
   *[other] { $figure } are still waiting.
}
insights-by-day = Applications by day
insights-by-week = Applications by week
insights-by-month = Applications by month
insights-by-hour = By hour of the day
insights-most = at most { $most }
insights-by-template = By template
insights-by-job = By job
insights-by-source = By utm_source
insights-by-campaign = By utm_campaign
insights-none = (none)
insights-rest = { $n ->
    [one] … and one more; `kandidat stats` prints all
   *[other] … and { $n } more; `kandidat stats` prints all
}
accounts-title = Accounts
accounts-none = No account is configured yet; `kandidat init` adds one.
accounts-last = synced { $at }
accounts-next = next sync { $at }
accounts-now = next sync now
accounts-by-hand = synced only by hand
accounts-not-paused = no sync until it is resumed
accounts-applicants = { $n ->
    [one] { $figure } applicant
   *[other] { $figure } applicants
}
accounts-in-memory = The session lives in memory and ends with this program.
accounts-session = The session is good until { $at }.
accounts-no-session = No session; the next sync signs in.
accounts-doctor = `kandidat doctor` checks network, sign-in and contract.

# --- help ----------------------------------------------------------------------------------------------------------
help-title = Help
help-move = Moving
help-list = The list
help-applicant = An applicant
help-profile = The profile
help-templates = Templates
help-everywhere = Everywhere
help-search = While searching
help-signs = Signs
help-chosen = what the list is narrowed to
help-unread = unread
help-mark = marked
help-late = waiting for longer than the account's target
help-media = files
help-held = held back
help-query = Searching
help-query-text = Words match anywhere: name, answers, notes. Fields: stage:new job:4711 template:pflege utm:indeed has:cv is:unread tag:night age:<2d account:acme "exact phrase" -without

# --- actions: the short name, and what it does ---------------------------------------------------------------------
cursor-down = down
    .help = One row down
cursor-up = up
    .help = One row up
cursor-first = first
    .help = To the first row
cursor-last = last
    .help = To the last row
cursor-half-down = half page down
    .help = Half a page down
cursor-half-up = half page up
    .help = Half a page up
cursor-page-down = page down
    .help = A page down
cursor-page-up = page up
    .help = A page up
list-open = open
    .help = Go to the applicant's profile
list-mark = mark
    .help = Mark and move on
list-range = range
    .help = Begin a range of marks, or end it
list-mark-all = mark all
    .help = Mark all that match
list-clear = clear
    .help = Clear the range, the marks, or the search
list-sort = order
    .help = Change the order: newest, oldest uncontacted first, name, stage
view-previous = previous view
    .help = To the previous saved view
view-next = next view
    .help = To the next saved view
view-list = views
    .help = The saved views: show, save, rename, remove
view-save = save view
    .help = Save the search and the order as a view
views-show = show
    .help = Show this view
views-save = save
    .help = Save what is listed now as a view
views-rename = rename
    .help = Give this view another name
views-remove = remove
    .help = Remove this view
views-take = take
    .help = Take this name
applicant-next-unread = next unread
    .help = To the next unread applicant
applicant-previous-unread = previous unread
    .help = To the previous unread applicant
applicant-confirm = confirm
    .help = Confirm the marked applicants, or this one
applicant-chat = chat
    .help = Ask for a fresh chat link, and open or show it
applicant-save = save
    .help = Save this file, or all files of this applicant
applicant-save-marked = save marked
    .help = Save all files of the marked applicants
applicant-stage = stage
    .help = Move to another stage
applicant-reject = reject
    .help = Reject, with a reason
applicant-note = note
    .help = Write a note
applicant-contacted = contacted
    .help = Mark as contacted now, or take the mark back
applicant-tags = tags
    .help = Add tags, or take some away
applicant-assign = assign
    .help = Assign to me, somebody else, or nobody
applicant-snooze = put off
    .help = Put off until a time; who is put off is found with is:snoozed
applicant-duplicates = duplicates
    .help = Show this person's other applications beside this one
applicant-copy = copy
    .help = Copy phone, e-mail, chat link, job link, or the whole text
applicant-write-out = write out
    .help = Write the files into a folder, under their own names
applicant-view = view
    .help = Open the file with the system's viewer (local session only)
applicant-link = job link
    .help = Make a job link for this applicant's job
profile-preview = preview
    .help = Look into the file: picture, text, or facts
profile-next-file = next file
    .help = To the next file
profile-previous-file = previous file
    .help = To the previous file
profile-back = back
    .help = Back to the list
preview-zoom = zoom
    .help = The whole screen for it, or part of it
preview-next = next file
    .help = To the next file
preview-previous = previous file
    .help = To the previous file
preview-save = save
    .help = Fetch this file
preview-view = view
    .help = Open the file with the system's viewer (local session only)
preview-write-out = write out
    .help = Write the applicant's files into a folder, under their own names
templates-filter = filter
    .help = Show only these applicants
templates-link = job link
    .help = Make a job link
app-next-pane = next pane
    .help = To the next pane
app-previous-pane = previous pane
    .help = To the previous pane
app-left = left
    .help = One pane to the left
app-right = right
    .help = One pane to the right
app-templates = templates
    .help = To the templates
app-applicants = applicants
    .help = To the applicants
app-profile = profile
    .help = To the profile
app-zoom = zoom
    .help = Give this pane the whole screen, or give it back
app-search = search
    .help = Search as you type
app-sync = sync
    .help = Sync all accounts now
app-undo = undo
    .help = Take the last change back
app-redo = redo
    .help = Do it again
app-outbox = outbox
    .help = What is still to be sent
app-password = password
    .help = Change the password of an account at its source
app-insights = insights
    .help = Figures of a period
app-accounts = accounts
    .help = How the accounts are doing
app-log = log
    .help = Messages and the log
app-palette = commands
    .help = Find any action by a bit of its name, and do it
app-help = help
    .help = This help
app-suspend = suspend
    .help = Back to the shell; fg continues
app-back = quit
    .help = Back, or leave
app-quit = quit
    .help = Ask whether to leave
search-keep = keep
    .help = Keep the filter
search-drop = drop
    .help = Drop the filter
search-next = complete
    .help = Take what may follow, and then the next
search-previous = previous
    .help = Take the previous one of what may follow
search-down = down
    .help = Move in the list while typing
search-up = up
    .help = Move in the list while typing
search-help = keys
    .help = The keys and the fields of a search
dialog-palette = commands
    .help = Find an action of this dialog by a bit of its name
dialog-help = keys
    .help = The keys of this dialog
palette-run = run
    .help = Do the chosen action
dialog-filter = filter
    .help = Show only what matches
dialog-keep-filter = keep
    .help = Keep the filter and move in what is left
dialog-close = close
    .help = Close the dialog
dialog-discard = discard
    .help = Close the dialog and keep nothing
confirm-send = confirm
    .help = Confirm those that are ready
confirm-save-first = save first
    .help = Save what is missing, then confirm
confirm-accept = accept gaps
    .help = Accept files that can't be had, by name and on record
confirm-walk = one by one
    .help = Go through them one by one
confirm-take-out = take out
    .help = Take this one out, or back in
confirm-done = close
    .help = Close the dialog
step-yes = yes
    .help = Confirm this one
step-no = no
    .help = Leave this one
step-enough = enough
    .help = Ask no more; confirm those said yes to
chat-copy = copy
    .help = Send the link to the terminal's clipboard
chat-browse = browser
    .help = Try to open a browser on this machine
link-next = next field
    .help = To the next field
link-previous = previous field
    .help = To the previous field
link-template-next = next template
    .help = Choose the next template
link-template-previous = previous template
    .help = Choose the previous template
link-make = make link
    .help = Copy or show the link
formats-choose = copy
    .help = Copy it like this
formats-address = address
    .help = The address
formats-html = HTML
    .help = An HTML button
formats-markdown = Markdown
    .help = Markdown
formats-qr = QR code
    .help = Show a QR code
formats-language = language
    .help = The button's language
stage-choose = choose
    .help = Move to this stage
stage-to-new = new
    .help = New
stage-to-contacted = contacted
    .help = Contacted
stage-to-interview = interview
    .help = Interview
stage-to-offer = offer
    .help = Offer
stage-to-hired = hired
    .help = Hired
stage-to-rejected = rejected
    .help = Rejected, with a reason
stage-to-withdrawn = withdrawn
    .help = Withdrawn, with a reason
reason-decide = decide
    .help = Decide with this reason
note-keep = keep
    .help = Keep the note and close
tags-decide = keep
    .help = Add and take away what is written, or the tag under the cursor
tags-complete = complete
    .help = Complete the tag that is typed
assign-choose = assign
    .help = Assign to the chosen one
snooze-decide = put off
    .help = Put off until the chosen time
duplicates-go = go there
    .help = Go to that application
duplicates-next = next
    .help = Show the next of the other applications
duplicates-previous = previous
    .help = Show the previous of the other applications
copy-choose = copy
    .help = Copy this
copy-phone = Phone number
    .help = Copy the phone number
copy-email = E-mail address
    .help = Copy the e-mail address
copy-chat = Chat link
    .help = Ask for a fresh chat link and copy it
copy-link = Job link
    .help = Copy the job link of this applicant's job
copy-whole = Whole text
    .help = Copy the whole profile as text
copy-id = Id
    .help = Copy the id
password-change = change
    .help = Send the new password
password-next = other field
    .help = To the other field
outbox-retry = retry
    .help = Try this one again
outbox-retry-all = retry all
    .help = Try all again
outbox-drop = drop
    .help = Send this one no more
insights-longer = longer
    .help = A longer period
insights-shorter = shorter
    .help = A shorter period
insights-again = again
    .help = Count again
accounts-sync = sync
    .help = Sync this account now
accounts-pause = pause
    .help = Pause this account, or go on
accounts-test-chat = test chat
    .help = Open the source's free test chat
quit-leave = leave
    .help = Leave
start-demo = demo
    .help = Try the demo: made-up applicants, nothing is written
start-connect = connect
    .help = Connect an account
start-leave = leave
    .help = Leave
connect-next = next field
    .help = To the next field
connect-previous = previous field
    .help = To the previous field
connect-keep-next = change
    .help = Keep the secret elsewhere
connect-keep-previous = change back
    .help = Keep the secret elsewhere
connect-test = test
    .help = Test the connection and write the configuration
