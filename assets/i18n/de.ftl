# --- Spalten -------------------------------------------------------------------------------------------------------
pane-templates = Vorlagen
pane-applicants = Bewerbungen
pane-profile = Profil
templates-all = Alle
templates-without = ohne Vorlage
templates-without-profession = ohne Beruf
count-of = { $count } von { $all }
empty-inbox = Noch keine Bewerbungen. { $key } ruft jetzt ab.
empty-syncing = Die Bewerbungen sind unterwegs …
hint-range = { $n ->
    [one] diese Zeile markieren
   *[other] diese { $n } markieren
}
hint-range-far = den Bereich markieren
hint-range-drop = lassen
empty-search = Keine Treffer.
empty-search-drop = Keine Treffer. { $key } verwirft die Suche.
too-small = mindestens { $columns }x{ $rows }

# --- Kopfzeile -----------------------------------------------------------------------------------------------------
header-new = { $n ->
    [one] { $figure } neu
   *[other] { $figure } neu
}
header-to-save = { $n ->
    [one] { $figure } zu sichern
   *[other] { $figure } zu sichern
}
header-to-confirm = { $n ->
    [one] { $figure } zu bestätigen
   *[other] { $figure } zu bestätigen
}
header-outbox = { $n ->
    [one] { $figure } im Ausgang
   *[other] { $figure } im Ausgang
}
header-dead = { $n ->
    [one] { $figure } aufgegeben
   *[other] { $figure } aufgegeben
}
header-read-only = nur lesen
health-synced = Stand { $at }
health-never = noch nie abgerufen
health-syncing = ruft ab
health-again = wieder { $at }
health-maintenance = Wartung bis { $at }
health-asked-to-wait = soll warten bis { $at }
health-paused = pausiert
health-paused-until = pausiert bis { $at }

# --- Stufen und Sicherheit -----------------------------------------------------------------------------------------
stage-new = neu
stage-contacted = kontaktiert
stage-interview = Gespräch
stage-offer = Angebot
stage-hired = eingestellt
stage-rejected = abgelehnt
stage-withdrawn = zurückgez.
safety-pulled = Dateien noch zu sichern
safety-saved = hier gesichert, zu bestätigen
safety-confirming = Bestätigung unterwegs
safety-confirmed = bestätigt
safety-unreadable = unlesbar, aufbewahrt wie empfangen

# --- Profil --------------------------------------------------------------------------------------------------------
profile-unreadable = Dieser Datensatz ist nicht lesbar. Er bleibt wie empfangen aufbewahrt und wird nie bestätigt.
profile-held = Zurückgehalten: { $why }
profile-job = Stelle { $job }
profile-id = Kennung
profile-profession = Beruf
profile-location = Ort
profile-keywords = Stichwörter
profile-files = Dateien
profile-standing = Stand
profile-stage = Stufe
profile-contacted = kontaktiert
profile-applied = beworben
profile-safety = Sicherung
profile-revisions = Fassungen
profile-snoozed = Wiedervorlage
profile-others = { $n ->
    [one] Hat sich noch einmal beworben ({ $key }).
   *[other] Hat sich noch { $n }-mal beworben ({ $key }).
}
profile-assignee = zuständig
profile-tags = Schlagworte
profile-note = Notiz
profile-other = Weitere Felder
profile-history = Verlauf
profile-cut = … und noch { $rest }
file-saved = gesichert
file-gone = weg
file-failed = gescheitert
file-waiting = fehlt noch
file-earlier = aus einem früheren Datensatz
file-placeholder = leere Seite
file-cv = Lebenslauf
file-portrait = Porträt
file-image = Bild
file-audio = Sprachnachricht
file-video = Video
file-document = Dokument

# --- Vorschau ------------------------------------------------------------------------------------------------------
preview-picture = { $format }-Bild, { $width } × { $height }
preview-pdf = PDF, { $n ->
    [one] { $n } Seite
   *[other] { $n } Seiten
  }
preview-text = Text
preview-audio = { $format }-Ton
preview-video = { $format }-Video
preview-looking = Die Datei wird angesehen …
preview-gone = Die Quelle hat diese Datei nicht mehr.
preview-blank = Eine leere Seite ohne Text und Bild: Sie steht für einen Lebenslauf, der nie kam.
preview-no-reader = Den Text gibt es, wo pdftotext (poppler) installiert ist.
preview-no-text = Es steht kein Text darin; vielleicht ein Scan.
preview-nothing = Davon lässt sich hier nichts zeigen.
preview-unreadable = Die gesicherte Datei lässt sich nicht lesen.
preview-damaged = Die Datei ist beschädigt oder nicht, was sie zu sein vorgibt.
preview-too-large = Das Bild ist zu groß, um es hier zu zeigen.
preview-too-slow = Es zu zeigen würde zu lange dauern.
preview-unknown = Bilder dieser Art lassen sich hier nicht zeigen.
preview-off = Bilder sind abgeschaltet ([ui] images).
preview-open-here = v öffnet sie mit dem Programm des Systems; w schreibt sie heraus.
preview-open-there = w schreibt sie heraus, bereit zum Kopieren; v geht nur am Rechner selbst.
preview-announced = { $found } (angekündigt als { $said })
preview-kind = Art
preview-size = Größe
preview-hash = SHA-256
preview-problem = Problem
preview-path = liegt in
preview-cut = gekürzt
preview-broken = bricht ab

# --- Laufende Arbeit -----------------------------------------------------------------------------------------------
rate = { $bytes }/s
work-pull = liest
work-save = sichert
work-confirm = bestätigt
work-chat = fragt nach dem Chat
work-export = schreibt
work-password = ändert das Passwort

work-edit = entscheidet
event-pulled = eingetroffen
event-updated = bei der Quelle geändert
event-unreadable = unlesbar
event-vanished = aus der Liste der Quelle verschwunden
event-media-saved = Datei gesichert
event-media-problem = Datei nicht gesichert
event-media-lost = Datei hier verloren
event-media-withdrawn = Datei von der Quelle zurückgezogen
event-gap-accepted = Lücke hingenommen
event-confirm-ordered = Bestätigung angeordnet
event-confirm-dropped = Bestätigung aufgegeben
event-confirm-refused = Bestätigung verweigert
event-confirm-unknown = Bestätigung ohne Antwort
event-confirm-withdrawn = Bestätigung zurückgezogen
event-confirmed = bestätigt
event-sent = gesendet
event-feedback = der Quelle gemeldet
event-feedback-refused = Meldung von der Quelle verweigert
event-feedback-not-mapped = die Quelle hat kein Wort für diese Phase
event-feedback-unknown = Meldung ohne Antwort
event-feedback-withdrawn = Meldung zurückgezogen
event-feedback-dropped = Meldung aufgegeben
event-stage = Stufe
event-note = Notiz
event-read = gelesen
event-unread = ungelesen
event-contacted = kontaktiert
event-tags = Schlagworte
event-assignee = zugeteilt
event-snoozed = Wiedervorlage
event-woken = wieder da
event-undone = rückgängig gemacht
event-redone = wiederholt
event-chat = Chat
event-again = noch einmal
event-former = ein früherer Stand; ein neuerer ist da
event-changed = die Quelle hat anderes geschickt
event-unsafe = nicht mehr vollständig gesichert

# --- Warum nicht ---------------------------------------------------------------------------------------------------
why-nobody = Hier ist niemand.
why-read-only = Nur lesen: Nichts kann geändert werden.
why-no-chat = HRDrom hat keinen Chat.
why-no-link = HRDrom hat keine Stellenlinks.
why-no-account = Dieses Konto steht nicht in der Konfiguration.
why-no-password = Kein Konto hat ein Passwort, das sich hier ändern ließe.
why-remote = Dateien öffnen geht nur am Rechner selbst; w schreibt sie heraus.
why-syncing = Es wird schon abgerufen.
why-no-others = Weitere Bewerbungen dieser Person sind nicht bekannt.
why-no-file = Hier ist keine Datei.
why-no-other-file = Es gibt keine andere Datei.
why-under-way = Das läuft gerade.
why-none-ready = Niemand ist bereit zur Bestätigung.
why-none-unsaved = Es ist nichts vorher zu sichern.
why-no-gap = Es gibt keine Lücke, die hingenommen werden könnte.
why-no-recruiter = Eine Lücke wird namentlich vermerkt: mit --recruiter NAME starten oder recruiter in [ui] setzen.
why-not-here = Erst zur Auswahl gehen.
why-no-url = Der Link ist noch nicht vollständig.
why-nothing = Nicht vorhanden.
why-no-candidate = Was hier folgen könnte, ist nicht bekannt.
why-no-view = Es gibt keine gespeicherte Ansicht.
why-no-search = Erst etwas suchen oder eine Reihenfolge wählen: das wird gespeichert.
why-view-configured = Diese Ansicht steht in der Konfiguration und wird dort geändert.
why-outbox-empty = Der Ausgang ist leer.
why-nothing-matches = Zum Filter passt nichts.
why-being-sent = Wird gerade gesendet.
why-paused = Dieses Konto ist pausiert; erst fortsetzen.

# --- Meldungen -----------------------------------------------------------------------------------------------------
said-loading = Einen Moment …
said-marked = { $n ->
    [one] Eine markiert.
   *[other] { $n } markiert.
}
said-marks-restored = { $n ->
    [one] Markierungen wiederhergestellt: eine.
   *[other] Markierungen wiederhergestellt: { $n }.
}
said-contacted = { $n ->
    [one] Um { $at } als kontaktiert vermerkt. u macht es rückgängig.
   *[other] { $n } um { $at } als kontaktiert vermerkt. u macht es rückgängig.
}
said-uncontacted = { $n ->
    [one] Nicht mehr als kontaktiert vermerkt.
   *[other] { $n } nicht mehr als kontaktiert vermerkt.
}
said-stage = { $n ->
    [one] Stufe: { $stage }. u macht es rückgängig.
   *[other] { $n } Bewerbungen: { $stage }. u macht es rückgängig.
}
said-note = Notiz behalten. u macht es rückgängig.
said-saved-already = Alles ist schon gesichert.
said-not-saved = Die Datei ist noch nicht gesichert; s sichert sie.
said-choose-file = Erst im Profil eine Datei wählen.
said-finishing = Ende, sobald die Bestätigungen durch sind.
said-engine-ended = Die Arbeit im Hintergrund ist zu Ende. Bitte kandidat neu starten.
said-sent = { $what } an die Zwischenablage des Terminals gesendet.
said-not-sent = { $what } nicht an die Zwischenablage gesendet.
said-browsed = Die Chatseite wurde dem Browser übergeben.
said-not-browsed = Der Browser ließ sich nicht öffnen.
said-viewed = Geöffnet: { $path }
said-no-unread-below = Darunter ist niemand ungelesen. { $key } sucht darüber.
said-no-unread-above = Darüber ist niemand ungelesen. { $key } sucht darunter.
said-arrived = { $n ->
    [one] Eine neue Bewerbung.
   *[other] { $n } neue Bewerbungen.
}
said-synced = Abgerufen: { $new } neu, { $updated } geändert, { $saved } Dateien gesichert.
said-more-problems = { $n ->
    [one] Zwei Probleme, { $key } zeigt beide.
   *[other] Ein Problem und { $n } weitere, { $key } zeigt sie.
}
said-saved = { $n ->
    [one] Eine Datei gesichert ({ $size }).
   *[other] { $n } Dateien gesichert ({ $size }).
}
said-failed = { $n ->
    [one] { $id }: { $why }
   *[other] { $n } gescheitert, { $id }: { $why }
}
said-written = { $n ->
    [one] Eine Datei geschrieben nach { $folder }
   *[other] { $n } Dateien geschrieben nach { $folder }
}
said-undone = { $n ->
    [one] Rückgängig: { $what }.
   *[other] Rückgängig bei { $n }: { $what }.
}
said-corrected = { $n ->
    [one] Die Quelle wusste es schon; sie bekommt die Stufe davor gemeldet.
   *[other] Die Quelle wusste es schon von { $n }; sie bekommt die Stufen davor gemeldet.
}
said-redone = { $n ->
    [one] Wiederholt: { $what }.
   *[other] Wiederholt bei { $n }: { $what }.
}
said-woken = { $n ->
    [one] Eine Wiedervorlage ist fällig.
   *[other] { $n } Wiedervorlagen sind fällig.
}
said-assigned = { $n ->
    [one] Zugewiesen: { $name }. u macht es rückgängig.
   *[other] { $n } zugewiesen: { $name }. u macht es rückgängig.
}
said-unassigned = { $n ->
    [one] Niemandem zugewiesen. u macht es rückgängig.
   *[other] { $n } niemandem zugewiesen. u macht es rückgängig.
}
said-tags = { $n ->
    [one] Schlagworte geändert. u macht es rückgängig.
   *[other] Schlagworte von { $n } geändert. u macht es rückgängig.
}
said-snoozed = { $n ->
    [one] Wiedervorlage { $at }. u macht es rückgängig.
   *[other] { $n } zur Wiedervorlage { $at }. u macht es rückgängig.
}
said-unsnoozed = { $n ->
    [one] Sofort wieder da. u macht es rückgängig.
   *[other] { $n } sofort wieder da. u macht es rückgängig.
}
said-undone-of = Rückgängig bei { $name }: { $what }.
said-redone-of = Wiederholt bei { $name }: { $what }.
said-left-alone = { $n ->
    [one] Eine Person blieb unberührt: dasselbe wurde inzwischen geändert.
   *[other] { $n } blieben unberührt: dasselbe wurde inzwischen geändert.
}
said-stopped-half = Auf halbem Weg angehalten; dieselbe Taste macht weiter.
said-stopping = Hält an …
said-edited-some = { $n ->
    [one] Angehalten: einer geändert, { $left } nicht. u macht es rückgängig.
   *[other] Angehalten: { $n } geändert, { $left } nicht. u macht es rückgängig.
}
said-nothing = Nichts rückgängig zu machen oder zu wiederholen.
said-cancelled = Angehalten.
edit-stage = Stufe
edit-note = Notiz
edit-read = gelesen
edit-contacted = kontaktiert
edit-tags = Schlagworte
edit-assign = Zuständigkeit
edit-snooze = Wiedervorlage
marked-many = { $n ->
    [one] Eine Bewerbung
   *[other] { $n } Bewerbungen
}
what-chat = Chatlink
what-link = Stellenlink
what-html = HTML-Knopf
what-markdown = Markdown
what-phone = Telefonnummer
what-email = E-Mail-Adresse
what-whole = Text
what-id = Kennung

# --- Ursachen: was nicht ging, und was zu tun ist --------------------------------------------------------------------
told-until = { $what }, bis { $at }
cause-offline = die Quelle ist nicht erreichbar
    .next = Netz und base_url prüfen; nichts geht verloren, der nächste Abruf macht weiter.
cause-unavailable = bei der Quelle ist etwas gestört
    .next = Nichts geht verloren, der nächste Abruf macht weiter.
cause-wait = die Quelle bittet zu warten
    .next = Dann geht es von selbst weiter.
cause-maintenance = Wartung der Quelle
    .next = Dann geht es von selbst weiter.
cause-credentials = die Zugangsdaten wurden abgelehnt
    .next = Zugangsdaten des Kontos in der Konfiguration prüfen; alles Lokale geht weiter.
cause-secret = das Geheimnis ist nicht zu bekommen
    .next = Dorthin legen, wo die Konfiguration es sucht, oder einen anderen Ort nennen; alles Lokale geht weiter.
cause-first-password = das erste Passwort muss geändert werden
    .next = `kandidat account passwd` ändert es.
cause-forbidden = für diesen Kunden nicht erlaubt
    .next = Den Anbieter fragen, ob es gebucht ist.
cause-chat-not-booked = der Chat ist für diesen Kunden nicht gebucht
    .next = Beim Anbieter buchen.
cause-gone = die Quelle hat es nicht mehr
cause-rejected = die Quelle lehnt es ab
cause-wrong-answer = die Antwort der Quelle ist unbrauchbar
    .next = base_url prüfen; `kandidat doctor` zeigt, was sie antwortet.
cause-broken-list = die Liste brach vor dem Ende ab
    .next = Was vollständig kam, ist gesichert; der nächste Abruf liest den Rest.
cause-vanished = aus der Liste der Quelle verschwunden, bevor alle Dateien gesichert waren
    .next = Was abgerufen ist, bleibt; die Lücke lässt sich beim Bestätigen hinnehmen.
cause-refused = aus Sicherheitsgründen nicht abgefragt
cause-too-large = größer als die Grenze
    .next = [limits] media hebt sie an.
cause-bad-id = die Kennung passt in keine Adresse, daher nicht abrufbar
cause-unreadable = der Datensatz ist nicht lesbar
cause-not-saved = noch nicht gesichert
cause-lost-file = liegt nicht mehr im Medienordner
cause-not-written = ließ sich nicht schreiben
cause-no-name = eine Lücke braucht einen Namen
cause-paused = von Hand pausiert
    .next = In der Kontenansicht fortsetzen, oder mit `kandidat account resume`.
cause-elsewhere = ein anderer Vorgang arbeitet mit diesem Konto
    .next = Danach geht es weiter.
cause-unconfirmed = wartet, bis die Person bestätigt ist
cause-next-sync = geht mit dem nächsten Abruf hinaus
cause-cancelled = angehalten
cause-stopped = angehalten, bevor es angeordnet war
cause-no-applicant = nicht mehr im Posteingang
cause-misconfigured = so eingerichtet nicht zu gebrauchen
    .next = `kandidat doctor` nennt die Stelle.
cause-read-only = nur zum Lesen geöffnet
    .next = Zum Ändern --read-only (oder [ui] read_only) weglassen.
cause-disk-full = der Datenträger ist voll, nichts konnte gesichert werden
    .next = Platz schaffen; nichts ging verloren, nichts wurde bestätigt.
cause-no-rights = in den Datenordner lässt sich nicht schreiben
    .next = Besitzer und Rechte prüfen.
cause-busy = ein anderer Vorgang hält den Posteingang besetzt
    .next = Noch einmal versuchen; bleibt es so, hilft `kandidat doctor`.
cause-damaged = der Posteingang ist beschädigt
    .next = `kandidat doctor` aufrufen; vorher eine Kopie des Datenordners machen.
cause-newer = der Posteingang stammt von einem neueren kandidat
    .next = Den neueren benutzen.
cause-store = der Posteingang war nicht zu benutzen
cause-no-log = das Protokoll ist nicht lesbar
cause-not-opened = ließ sich hier nicht öffnen
cause-bug = ein Fehler dieses Programms
    .next = Bitte melden, mit dem Protokoll.

# --- Bestätigen ----------------------------------------------------------------------------------------------------
confirm-title = { $n ->
    [one] Eine Bewerbung bestätigen
   *[other] { $n } Bewerbungen bestätigen
}
confirm-ready = Bereit: { $n }
confirm-unsaved = Erst zu sichern: { $n }
confirm-held = Zurückgehalten: { $n }
confirm-already = Schon bestätigt: { $n }
confirm-files = { $n ->
    [one] eine Datei fehlt
   *[other] { $n } Dateien fehlen
}
confirm-at-least = mindestens { $size }
confirm-size-unknown = Größe unbekannt
confirm-left-out = Nur die ersten { $most }; { $n } bleiben außen vor.
confirm-running = Unterwegs …
confirm-accepted = { $n ->
    [one] Eine Lücke hingenommen von { $who }: Das wird festgehalten.
   *[other] { $n } Lücken hingenommen von { $who }: Das wird festgehalten.
}
confirm-what = { $n ->
    [0] Niemand würde bestätigt.
    [one] Eine würde bestätigt.
   *[other] { $n } würden bestätigt.
}
confirm-for-good = Bestätigen lässt sich nicht rückgängig machen.
confirm-over = { $done } von { $n } bestätigt.
fate-confirmed = bestätigt
fate-already = war schon bestätigt
fate-held = zurückgehalten
fate-waiting = wartet
fate-refused = verweigert
step-of = { $at } von { $n } · { $yes } mit Ja
step-question = Diese Bewerbung bestätigen?

# --- Chat und QR ---------------------------------------------------------------------------------------------------
chat-title = Chat mit { $name }
chat-test = der Testseite
chat-about = Der Link ist geheim und frisch. Öffnen, scannen oder kopieren.
qr-too-long = Zu lang für einen QR-Code.
qr-needs = Der QR-Code braucht { $columns } Spalten und { $rows } Zeilen.

# --- Stellenlink ---------------------------------------------------------------------------------------------------
link-title = Stellenlink · { $account }
link-job = Stellen-ID
link-template = Vorlage
link-job-title = Titel
link-source = utm_source
link-medium = utm_medium
link-campaign = utm_campaign
link-content = utm_content
link-standard = Standardinterview
link-no-job = Ein Stellenlink braucht eine Stellen-ID.
link-dot-job = Eine Stellen-ID kann nicht ein oder zwei Punkte sein.
link-bad-client = Die Client-ID dieses Kontos passt in keine Adresse.
formats-title = Stellenlink
formats-button = Knopf: { $text }

# --- Reihenfolge und Ansichten ------------------------------------------------------------------------------------
sort-newest = neueste
sort-oldest = älteste
sort-name = nach Name
sort-overdue = überfällig
sort-stage = nach Stufe
said-sort-newest = Reihenfolge: neueste zuerst.
said-sort-oldest = Reihenfolge: noch nicht kontaktiert, älteste zuerst.
said-sort-name = Reihenfolge: nach Name.
said-sort-overdue = Reihenfolge: noch nicht kontaktiert, am längsten über der Antwortfrist zuerst.
said-sort-stage = Reihenfolge: nach Stufe.
view-all = Alle
view-from-configuration = Konfiguration
view-broken = Die Suche dieser Ansicht ist nicht lesbar: { $why }
view-unnamed = Ein Name fehlt.
view-configured = So heißt eine Ansicht der Konfiguration.
view-taken = So heißt schon eine Ansicht.
view-name-for = Name der Ansicht { $what }
view-name-new = Neuer Name von { $name }
views-title = Gespeicherte Ansichten
views-none = Noch keine Ansicht gespeichert. { $key } speichert, was gerade gelistet ist.
said-view-saved = Ansicht { $name } gespeichert. { $key } macht es rückgängig.
said-view-removed = Ansicht { $name } entfernt. u macht es rückgängig.
said-views-restored = Die Ansichten sind wie zuvor.

# --- Suche ---------------------------------------------------------------------------------------------------------
search-unknown-field = Ein Feld { $field }: gibt es nicht.
search-unknown-value = { $field }: kennt { $value } nicht.
search-bad-limit = { $field }: braucht eine Grenze wie <2d oder >1h, nicht { $value }.
search-bad-contacted = contacted: braucht yes, no oder eine Grenze wie <2d oder >1h, nicht { $value }.
search-incomplete = Hier fehlt noch etwas: { $what }
search-nearest = Gemeint: { $nearest }? ({ $key })
search-hint-text = der Anfang eines Wortes
search-hint-not = was nicht vorkommen darf
search-hint-none = beliebiger Text; bekannt ist noch nichts

# --- triage --------------------------------------------------------------------------------------------------------
reason-none = (ohne Grund)
tags-title = Schlagworte
tags-label = Schlagworte, durch Komma getrennt; -wort nimmt eins weg
assign-title = Zuweisen
assign-label = Wem
assign-me = mir
assign-nobody = niemandem
assign-new = neuer Name
snooze-title = Wiedervorlage
snooze-label = Bis wann: 14:30, 20.12., 20.12. 9:00, 3d
snooze-hour = in einer Stunde
snooze-afternoon = heute Nachmittag
snooze-tomorrow = morgen früh
snooze-monday = nächste Woche
snooze-back = sofort zurückholen
snooze-past = Das ist schon vorbei.
snooze-unknown = Diese Zeitangabe ist unverständlich.
duplicates-title = Bewerbungen von { $name }
duplicates-this = Diese
duplicates-of = { $n ->
    [one] Die andere
   *[other] { $at } von { $n } anderen
}

# --- Weitere Dialoge -----------------------------------------------------------------------------------------------
reason-label = Grund (darf leer bleiben)
note-title = Notiz · { $name }
copy-title = Kopieren
log-title = Protokoll
log-nothing = Noch nichts.
log-file = Ende der Protokolldatei in { $folder }
# --- accounts that can't be asked ---
banner-refused = { $account }: Anmeldung verweigert. Geheimnis an seinem Ort richtigstellen, dann { $key }.
banner-first-password = { $account }: { $key } ändert das Erstpasswort; bis dahin geht dort nichts anderes.

# --- a new password ---
password-title = Neues Passwort · { $account }
password-new = neues Passwort
password-again = noch einmal
password-empty = Beim Tippen ist es nicht zu sehen.
password-space = Es beginnt oder endet mit einem Leerzeichen.
password-short = Mindestens 8 Zeichen.
password-again-empty = Noch einmal, damit ein Vertipper auffällt.
password-differs = Beide sind nicht gleich.
password-ready = Enter schickt es ab, einmal.
password-sent = Wird bei der Quelle geändert …
password-by-hand = Bei der Quelle ist es geändert. Jetzt noch: { $how }; bis dahin kann sich nur diese Sitzung anmelden.
by-hand-write = es in { $place } schreiben
by-hand-failed = es in { $place } schreiben (hier ist das misslungen)
by-hand-variable = die Umgebungsvariable { $name } darauf setzen
by-hand-command = es dort ändern, wo der Befehl der Konfiguration es liest
by-hand-keyring = den Eintrag { $name } des Schlüsselbunds ändern
by-hand-configuration = es in der Konfiguration ändern (eine eigene Datei wäre besser)
place-file = Datei { $path }
place-keyring = Eintrag { $name } des Schlüsselbunds
said-password = Das Passwort ist geändert und liegt hier: { $place }.

outbox-title = Ausgang
outbox-empty = Der Ausgang ist leer: Alles ist gesendet.
outbox-confirm = bestätigen
outbox-deliver = liefern
outbox-feedback = melden
outbox-waiting = wartet
outbox-sending = wird gesendet
outbox-unknown = Antwort verloren, zu prüfen
outbox-dead = aufgegeben
outbox-attempts = { $n ->
    [one] ein Versuch
   *[other] { $n } Versuche
}
outbox-next = nächster { $at }
stage-now = (jetzt)
quit-title = Beenden
quit-question = kandidat beenden?
quit-finishing = { $n ->
    [one] Eine Bestätigung läuft noch. Beenden, sobald sie durch ist?
   *[other] { $n } Bestätigungen laufen noch. Beenden, sobald sie durch sind?
}
start-about = Willkommen bei kandidat, dem Posteingang für Bewerbungen. Es gibt noch keine Konfiguration.
connect-title = Ein PitchYou-Konto verbinden
connect-name = Name des Kontos
connect-client = Client-ID
connect-keep = Geheimnis
connect-keep-file = in eigener Datei
connect-keep-environment = in einer Variablen
connect-keep-command = aus einem Befehl
connect-secret = Client-Geheimnis
connect-variable = Variable
connect-command = Befehl
connect-address = Adresse
connect-ready = Enter prüft die Verbindung und schreibt die Konfiguration.
connect-signing-in = Anmeldung bei { $address } … Strg-c bricht ab
connect-bad-name = Der Name ist ein einfaches Wort: Buchstaben, Ziffern, Punkte, Striche.
connect-bad-client = Die Client-ID besteht aus Buchstaben, Ziffern und inneren Strichen.
connect-no-secret = Das Geheimnis fehlt.
connect-bad-address = Die Adresse beginnt mit https://.

# --- Befehle, Makros, Tasten ----------------------------------------------------------------------------------------
palette-title = Befehle
palette-nothing = Nichts passt.
palette-macro = Makro: { $actions }
why-elsewhere = nur in „{ $pane }“
why-other-place = nicht an dieser Stelle
said-macro-left = Makro „{ $name }“ beendet: es wurde nichts entschieden
said-macro-stopped = Makro „{ $name }“ hält bei „{ $action }“ an: { $why }
said-no-such-keys = { $keys } bewirkt hier nichts
help-here = Tasten hier
help-dialogs = In jedem Dialog
help-macros = Makros
help-field = In einem Textfeld
help-field-text = Ctrl-a und Ctrl-e an Anfang und Ende, Ctrl-← und Ctrl-→ wortweise. Ctrl-w löscht das Wort vor dem Cursor, Ctrl-u und Ctrl-k alles davor und dahinter; Ctrl-z nimmt zurück, Ctrl-y wiederholt.

# --- Auswertung und Konten -------------------------------------------------------------------------------------------
insights-title = Auswertung · { $period }
insights-today = heute
insights-week = 7 Tage
insights-month = 30 Tage
insights-quarter = 90 Tage
insights-year = ein Jahr
insights-ever = alle
insights-nobody = In dieser Zeit hat sich niemand beworben.
insights-all = { $n ->
    [one] { $figure } Bewerbung
   *[other] { $figure } Bewerbungen
}
insights-contact = Erster Kontakt
insights-half = Die Hälfte binnen { $median }, neun von zehn binnen { $most }.
insights-within = { $share } davon im Reaktionsziel des Kontos.
insights-contacted = { $n ->
    [one] { $figure } wurde kontaktiert.
   *[other] { $figure } wurden kontaktiert.
}
insights-waiting = { $n ->
    [one] { $figure } wartet noch.
   *[other] { $figure } warten noch.
}
insights-by-day = Bewerbungen je Tag
insights-by-week = Bewerbungen je Woche
insights-by-month = Bewerbungen je Monat
insights-by-hour = Nach Uhrzeit
insights-most = höchstens { $most }
insights-by-template = Nach Vorlage
insights-by-job = Nach Stelle
insights-by-source = Nach utm_source
insights-by-campaign = Nach utm_campaign
insights-none = (ohne)
insights-rest = { $n ->
    [one] … und eine weitere; `kandidat stats` zeigt alle
   *[other] … und { $n } weitere; `kandidat stats` zeigt alle
}
accounts-title = Konten
accounts-none = Noch ist kein Konto eingerichtet; `kandidat init` legt eines an.
accounts-last = Stand { $at }
accounts-next = nächster Abruf { $at }
accounts-now = nächster Abruf jetzt
accounts-by-hand = Abruf nur von Hand
accounts-not-paused = kein Abruf, bis es fortgesetzt wird
accounts-applicants = { $n ->
    [one] { $figure } Bewerbung
   *[other] { $figure } Bewerbungen
}
accounts-in-memory = Die Sitzung liegt nur im Speicher und endet mit dem Programm.
accounts-session = Die Sitzung gilt bis { $at }.
accounts-no-session = Keine Sitzung; der nächste Abruf meldet an.
accounts-doctor = `kandidat doctor` prüft Netz, Anmeldung und Vertrag.

# --- Hilfe ---------------------------------------------------------------------------------------------------------
help-title = Hilfe
help-move = Bewegen
help-list = Die Liste
help-applicant = Eine Bewerbung
help-profile = Das Profil
help-templates = Vorlagen
help-everywhere = Überall
help-search = Beim Suchen
help-signs = Zeichen
help-chosen = worauf die Liste eingeschränkt ist
help-unread = ungelesen
help-mark = markiert
help-late = wartet länger als das Ziel des Kontos
help-media = Dateien
help-held = zurückgehalten
help-query = Suchen
help-query-text = Wörter treffen überall: Name, Antworten, Notizen. Felder: stage:new job:4711 template:pflege utm:indeed has:cv is:unread tag:nacht age:<2d account:acme "genau so" -ohne

# --- Aktionen: kurzer Name, und was sie tun ------------------------------------------------------------------------
cursor-down = ab
    .help = Eine Zeile nach unten
cursor-up = auf
    .help = Eine Zeile nach oben
cursor-first = erste
    .help = Zur ersten Zeile
cursor-last = letzte
    .help = Zur letzten Zeile
cursor-half-down = halbe Seite ab
    .help = Eine halbe Seite nach unten
cursor-half-up = halbe Seite auf
    .help = Eine halbe Seite nach oben
cursor-page-down = Seite ab
    .help = Eine Seite nach unten
cursor-page-up = Seite auf
    .help = Eine Seite nach oben
list-open = öffnen
    .help = Zum Profil
list-mark = markieren
    .help = Markieren und weiter
list-range = Bereich
    .help = Einen Bereich beginnen oder abschließen
list-mark-all = alle
    .help = Alle Treffer markieren
list-clear = aufheben
    .help = Bereich, Markierungen oder Suche aufheben
list-sort = ordnen
    .help = Reihenfolge wechseln: neueste, älteste ohne Kontakt, Name, Stufe
view-previous = vorige Ansicht
    .help = Zur vorigen gespeicherten Ansicht
view-next = nächste Ansicht
    .help = Zur nächsten gespeicherten Ansicht
view-list = Ansichten
    .help = Gespeicherte Ansichten zeigen, speichern, umbenennen, entfernen
view-save = Ansicht speichern
    .help = Suche und Reihenfolge als Ansicht speichern
views-show = zeigen
    .help = Diese Ansicht zeigen
views-save = speichern
    .help = Was gerade gelistet ist, als Ansicht speichern
views-rename = umbenennen
    .help = Dieser Ansicht einen anderen Namen geben
views-remove = entfernen
    .help = Diese Ansicht entfernen
views-take = übernehmen
    .help = Diesen Namen übernehmen
applicant-next-unread = ungelesen
    .help = Zur nächsten ungelesenen
applicant-previous-unread = vorige ungel.
    .help = Zur vorigen ungelesenen
applicant-confirm = bestätigen
    .help = Die markierten oder diese bestätigen
applicant-chat = Chat
    .help = Frischen Chatlink holen und öffnen oder zeigen
applicant-save = sichern
    .help = Diese Datei oder alle dieser Bewerbung sichern
applicant-save-marked = mark. sichern
    .help = Alle Dateien der markierten sichern
applicant-stage = Stufe
    .help = In eine andere Stufe setzen
applicant-reject = ablehnen
    .help = Ablehnen, mit Grund
applicant-note = Notiz
    .help = Eine Notiz schreiben
applicant-contacted = kontaktiert
    .help = Als jetzt kontaktiert vermerken, oder den Vermerk löschen
applicant-tags = Schlagworte
    .help = Schlagworte hinzufügen oder wegnehmen
applicant-assign = zuweisen
    .help = Mir, jemand anderem oder niemandem zuweisen
applicant-snooze = vorlegen
    .help = Bis zu einer Zeit zurückstellen; is:snoozed zeigt die Zurückgestellten
applicant-duplicates = Doppelte
    .help = Die anderen Bewerbungen dieser Person daneben zeigen
applicant-copy = kopieren
    .help = Telefon, E-Mail, Chatlink, Stellenlink oder den ganzen Text kopieren
applicant-write-out = ausgeben
    .help = Die Dateien unter eigenem Namen in einen Ordner schreiben
applicant-view = ansehen
    .help = Die Datei mit dem Programm des Systems öffnen (nur am Rechner selbst)
applicant-link = Stellenlink
    .help = Einen Stellenlink für diese Stelle machen
profile-preview = Vorschau
    .help = In die Datei sehen: Bild, Text oder Angaben
profile-next-file = nächste Datei
    .help = Zur nächsten Datei
profile-previous-file = vorige Datei
    .help = Zur vorigen Datei
profile-back = zurück
    .help = Zurück zur Liste
preview-zoom = Vollbild
    .help = Der ganze Bildschirm dafür, oder ein Teil
preview-next = nächste Datei
    .help = Zur nächsten Datei
preview-previous = vorige Datei
    .help = Zur vorigen Datei
preview-save = sichern
    .help = Diese Datei holen
preview-view = ansehen
    .help = Die Datei mit dem Programm des Systems öffnen (nur am Rechner selbst)
preview-write-out = ausgeben
    .help = Die Dateien dieser Bewerbung unter eigenem Namen in einen Ordner schreiben
templates-filter = filtern
    .help = Nur diese Bewerbungen zeigen
templates-link = Stellenlink
    .help = Einen Stellenlink machen
app-next-pane = weiter
    .help = Zur nächsten Spalte
app-previous-pane = zurück
    .help = Zur vorigen Spalte
app-left = links
    .help = Eine Spalte nach links
app-right = rechts
    .help = Eine Spalte nach rechts
app-templates = Vorlagen
    .help = Zu den Vorlagen
app-applicants = Bewerbungen
    .help = Zu den Bewerbungen
app-profile = Profil
    .help = Zum Profil
app-zoom = groß
    .help = Der Spalte den ganzen Bildschirm geben, oder zurück
app-search = suchen
    .help = Suchen beim Tippen
app-sync = abrufen
    .help = Alle Konten jetzt abrufen
app-undo = rückgängig
    .help = Die letzte Änderung rückgängig machen
app-redo = wiederholen
    .help = Noch einmal tun
app-outbox = Ausgang
    .help = Was noch zu senden ist
app-password = Passwort
    .help = Das Passwort eines Kontos bei seiner Quelle ändern
app-insights = Auswertung
    .help = Zahlen eines Zeitraums
app-accounts = Konten
    .help = Wie es um die Konten steht
app-log = Protokoll
    .help = Meldungen und Protokoll
app-palette = Befehle
    .help = Jede Aktion an einem Stück ihres Namens finden und ausführen
app-help = Hilfe
    .help = Diese Hilfe
app-suspend = anhalten
    .help = Zurück zur Shell; fg setzt fort
app-back = Ende
    .help = Zurück, oder beenden
app-quit = beenden
    .help = Fragen, ob beendet werden soll
search-keep = behalten
    .help = Den Filter behalten
search-drop = verwerfen
    .help = Den Filter verwerfen
search-next = ergänzen
    .help = Ergänzen, was folgen kann, dann das nächste
search-previous = vorige
    .help = Das Vorige von dem nehmen, was folgen kann
search-down = ab
    .help = Beim Tippen in der Liste abwärts
search-up = auf
    .help = Beim Tippen in der Liste aufwärts
search-help = Tasten
    .help = Die Tasten und die Felder einer Suche
dialog-palette = Befehle
    .help = Eine Aktion dieses Dialogs an einem Stück ihres Namens finden
dialog-help = Tasten
    .help = Die Tasten dieses Dialogs
palette-run = ausführen
    .help = Die gewählte Aktion ausführen
dialog-filter = filtern
    .help = Nur zeigen, was passt
dialog-keep-filter = behalten
    .help = Den Filter behalten und sich im Rest bewegen
dialog-close = schließen
    .help = Den Dialog schließen
dialog-discard = verwerfen
    .help = Den Dialog schließen und nichts behalten
confirm-send = bestätigen
    .help = Die bereiten bestätigen
confirm-save-first = erst sichern
    .help = Fehlendes sichern, dann bestätigen
confirm-accept = Lücken hinnehmen
    .help = Hinnehmen, dass Dateien fehlen, mit Namen festgehalten
confirm-walk = einzeln
    .help = Einzeln durchgehen
confirm-take-out = herausnehmen
    .help = Diese herausnehmen oder wieder hinein
confirm-done = schließen
    .help = Den Dialog schließen
step-yes = ja
    .help = Diese bestätigen
step-no = nein
    .help = Diese lassen
step-enough = genug
    .help = Nicht weiter fragen; die mit Ja bestätigen
chat-copy = kopieren
    .help = Den Link an die Zwischenablage des Terminals senden
chat-browse = Browser
    .help = Auf diesem Rechner einen Browser versuchen
link-next = nächstes Feld
    .help = Zum nächsten Feld
link-previous = voriges Feld
    .help = Zum vorigen Feld
link-template-next = nächste Vorlage
    .help = Die nächste Vorlage wählen
link-template-previous = vorige Vorlage
    .help = Die vorige Vorlage wählen
link-make = Link machen
    .help = Den Link kopieren oder zeigen
formats-choose = kopieren
    .help = So kopieren
formats-address = Adresse
    .help = Die Adresse
formats-html = HTML
    .help = Ein HTML-Knopf
formats-markdown = Markdown
    .help = Markdown
formats-qr = QR-Code
    .help = Einen QR-Code zeigen
formats-language = Sprache
    .help = Die Sprache des Knopfs
stage-choose = wählen
    .help = In diese Stufe setzen
stage-to-new = neu
    .help = Neu
stage-to-contacted = kontaktiert
    .help = Kontaktiert
stage-to-interview = Gespräch
    .help = Gespräch
stage-to-offer = Angebot
    .help = Angebot
stage-to-hired = eingestellt
    .help = Eingestellt
stage-to-rejected = abgelehnt
    .help = Abgelehnt, mit Grund
stage-to-withdrawn = zurückgezogen
    .help = Zurückgezogen, mit Grund
reason-decide = entscheiden
    .help = Mit diesem Grund entscheiden
note-keep = behalten
    .help = Die Notiz behalten und schließen
tags-decide = übernehmen
    .help = Geschriebenes oder das gewählte Schlagwort hinzufügen oder wegnehmen
tags-complete = ergänzen
    .help = Das getippte Schlagwort ergänzen
assign-choose = zuweisen
    .help = Der gewählten Person zuweisen
snooze-decide = vorlegen
    .help = Bis zur gewählten Zeit zurückstellen
duplicates-go = hingehen
    .help = Zu dieser Bewerbung gehen
duplicates-next = nächste
    .help = Die nächste der anderen Bewerbungen zeigen
duplicates-previous = vorige
    .help = Die vorige der anderen Bewerbungen zeigen
copy-choose = kopieren
    .help = Dies kopieren
copy-phone = Telefonnummer
    .help = Die Telefonnummer kopieren
copy-email = E-Mail-Adresse
    .help = Die E-Mail-Adresse kopieren
copy-chat = Chatlink
    .help = Einen frischen Chatlink holen und kopieren
copy-link = Stellenlink
    .help = Den Link der Stelle kopieren
copy-whole = Ganzer Text
    .help = Das ganze Profil als Text kopieren
copy-id = Kennung
    .help = Die Kennung kopieren
password-change = ändern
    .help = Das neue Passwort abschicken
password-next = anderes Feld
    .help = Zum anderen Feld
outbox-retry = noch einmal
    .help = Dies noch einmal versuchen
outbox-retry-all = alle noch einmal
    .help = Alles noch einmal versuchen
outbox-drop = verwerfen
    .help = Dies nicht mehr senden
insights-longer = länger
    .help = Ein längerer Zeitraum
insights-shorter = kürzer
    .help = Ein kürzerer Zeitraum
insights-again = neu
    .help = Noch einmal zählen
accounts-sync = abrufen
    .help = Dieses Konto jetzt abrufen
accounts-pause = Pause
    .help = Dieses Konto pausieren oder fortsetzen
accounts-test-chat = Testchat
    .help = Den freien Testchat der Quelle öffnen
quit-leave = beenden
    .help = Beenden
start-demo = Demo
    .help = Demo ausprobieren: erfundene Bewerbungen, nichts bleibt
start-connect = verbinden
    .help = Ein Konto verbinden
start-leave = verlassen
    .help = Verlassen
connect-next = nächstes Feld
    .help = Zum nächsten Feld
connect-previous = voriges Feld
    .help = Zum vorigen Feld
connect-keep-next = ändern
    .help = Das Geheimnis anderswo aufbewahren
connect-keep-previous = zurück
    .help = Das Geheimnis anderswo aufbewahren
connect-test = prüfen
    .help = Die Verbindung prüfen und die Konfiguration schreiben
