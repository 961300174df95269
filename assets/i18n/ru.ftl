# --- панели --------------------------------------------------------------------------------------------------------
pane-templates = Шаблоны
pane-applicants = Отклики
pane-profile = Анкета
templates-all = Все
templates-without = без шаблона
templates-without-profession = без профессии
count-of = { $count } из { $all }
empty-inbox = Откликов пока нет. { $key } — получить сейчас.
empty-syncing = Отклики загружаются …
hint-range = отметить: { $n }
hint-range-far = отметить диапазон
hint-range-drop = не отмечать
empty-search = Никого не найдено.
empty-search-drop = Никого не найдено. { $key } уберёт поиск.
too-small = не меньше { $columns }x{ $rows }

# --- заголовок -----------------------------------------------------------------------------------------------------
header-new = { $n ->
    [one] { $figure } новый
    [few] { $figure } новых
   *[other] { $figure } новых
}
header-to-save = { $n ->
    [one] { $figure } сохранить
   *[other] { $figure } сохранить
}
header-to-confirm = { $n ->
    [one] { $figure } подтвердить
   *[other] { $figure } подтвердить
}
header-outbox = { $n ->
    [one] { $figure } к отправке
   *[other] { $figure } к отправке
}
header-dead = { $n ->
    [one] { $figure } не отправлен
   *[other] { $figure } не отправлено
}
header-read-only = только чтение
health-synced = обновлено { $at }
health-never = ещё не обновлялось
health-syncing = обновляется
health-again = снова { $at }
health-maintenance = обслуживание до { $at }
health-asked-to-wait = просят подождать до { $at }
health-paused = пауза
health-paused-until = пауза до { $at }

# --- этапы и сохранность -------------------------------------------------------------------------------------------
stage-new = новый
stage-contacted = связались
stage-interview = интервью
stage-offer = оффер
stage-hired = принят
stage-rejected = отказ
stage-withdrawn = отозван
safety-pulled = файлы ещё не сохранены
safety-saved = сохранено здесь, подтвердить
safety-confirming = подтверждение отправляется
safety-confirmed = подтверждено
safety-unreadable = не читается, хранится как есть

# --- анкета --------------------------------------------------------------------------------------------------------
profile-unreadable = Эту запись нельзя прочитать. Она хранится как есть и никогда не подтверждается.
profile-held = Задержано: { $why }
profile-job = вакансия { $job }
profile-id = номер
profile-profession = профессия
profile-location = место
profile-keywords = ключевые слова
profile-files = Файлы
profile-standing = Состояние
profile-stage = этап
profile-contacted = связались
profile-applied = отклик
profile-safety = сохранность
profile-revisions = версий
profile-snoozed = отложено до
profile-others = { $n ->
    [one] Ещё { $n } отклик этого человека ({ $key }).
    [few] Ещё { $n } отклика этого человека ({ $key }).
   *[many] Ещё { $n } откликов этого человека ({ $key }).
}
profile-assignee = отвечает
profile-tags = метки
profile-note = Заметка
profile-other = Другие поля
profile-history = История
profile-cut = … и ещё { $rest }
file-saved = сохранён
file-gone = пропал
file-failed = ошибка
file-waiting = не сохранён
file-earlier = из более ранней записи
file-placeholder = пустой лист
file-cv = резюме
file-portrait = портрет
file-image = изображение
file-audio = голосовое
file-video = видео
file-document = документ

# --- просмотр ------------------------------------------------------------------------------------------------------
preview-picture = { $format }, { $width } × { $height }
preview-pdf = PDF, { $n ->
    [one] { $n } страница
    [few] { $n } страницы
   *[many] { $n } страниц
  }
preview-text = текст
preview-audio = звук { $format }
preview-video = видео { $format }
preview-looking = Файл читается …
preview-gone = У источника этого файла больше нет.
preview-blank = Пустой лист без текста и картинок: он стоит вместо резюме, которое не прислали.
preview-no-reader = Текст виден там, где установлен pdftotext (poppler).
preview-no-text = Текста в нём нет; возможно, это скан.
preview-nothing = Показать здесь нечего.
preview-unreadable = Сохранённый файл не читается.
preview-damaged = Файл повреждён или не то, за что себя выдаёт.
preview-too-large = Картинка слишком велика, чтобы показать её здесь.
preview-too-slow = Показывать её пришлось бы слишком долго.
preview-unknown = Картинки этого вида здесь не показать.
preview-off = Картинки отключены ([ui] images).
preview-open-here = v откроет файл программой системы; w выгрузит его.
preview-open-there = w выгрузит файл для копирования; v работает только за самим компьютером.
preview-announced = { $found } (заявлен как { $said })
preview-kind = вид
preview-size = размер
preview-hash = sha256
preview-problem = ошибка
preview-path = лежит в
preview-cut = сокращено
preview-broken = обрывается

# --- идёт работа ---------------------------------------------------------------------------------------------------
rate = { $bytes }/с
work-pull = чтение
work-save = сохранение
work-confirm = подтверждение
work-chat = запрос чата
work-export = запись
work-password = смена пароля

work-edit = решение
event-pulled = получен
event-updated = изменён у источника
event-unreadable = не читается
event-vanished = пропал из списка источника
event-media-saved = файл сохранён
event-media-problem = файл не сохранён
event-media-lost = файл потерян здесь
event-media-withdrawn = файл отозван источником
event-gap-accepted = пробел принят
event-confirm-ordered = подтверждение назначено
event-confirm-dropped = подтверждение снято
event-confirm-refused = подтверждение отклонено
event-confirm-unknown = подтверждение без ответа
event-confirm-withdrawn = подтверждение отозвано
event-confirmed = подтверждён
event-sent = отправлено
event-feedback = сообщено источнику
event-feedback-refused = источник отклонил сообщение
event-feedback-not-mapped = у источника нет слова для этого этапа
event-feedback-unknown = сообщение без ответа
event-feedback-withdrawn = сообщение отозвано
event-feedback-dropped = сообщение снято
event-stage = этап
event-note = заметка
event-read = прочитано
event-unread = не прочитано
event-contacted = связались
event-tags = метки
event-assignee = назначен
event-snoozed = отложено
event-woken = снова здесь
event-undone = отменено
event-redone = повторено
event-chat = чат
event-again = ещё раз
event-former = прежняя версия; есть более новая
event-changed = источник прислал другие данные
event-unsafe = сохранено уже не полностью

# --- почему нет ----------------------------------------------------------------------------------------------------
why-nobody = Здесь никого нет.
why-read-only = Только чтение: ничего изменить нельзя.
why-no-chat = В HRDrom нет чата.
why-no-link = В HRDrom нет ссылок на вакансии.
why-no-account = Этого аккаунта нет в настройках.
why-no-password = Ни у одного аккаунта нет пароля, который можно сменить здесь.
why-remote = Открыть файл можно только за самим компьютером; w выгрузит файлы.
why-syncing = Обновление уже идёт.
why-no-others = Другие отклики этого человека неизвестны.
why-no-file = Здесь нет файла.
why-no-other-file = Другого файла нет.
why-under-way = Это уже выполняется.
why-none-ready = Никто не готов к подтверждению.
why-none-unsaved = Сначала сохранять нечего.
why-no-gap = Нет пробела, который можно принять.
why-no-recruiter = Пропуск принимается поимённо: нужен --recruiter ИМЯ или recruiter в [ui].
why-not-here = Сначала перейдите к выбору.
why-no-url = Ссылка ещё не полная.
why-nothing = Нет данных.
why-no-candidate = Что могло бы здесь следовать, неизвестно.
why-no-view = Сохранённых видов нет.
why-no-search = Сначала найдите что-нибудь или выберите порядок: это и сохраняется.
why-view-configured = Этот вид задан в конфигурации; измените его там.
why-outbox-empty = Отправлять нечего.
why-nothing-matches = Под отбор ничего не подходит.
why-being-sent = Отправляется прямо сейчас.
why-paused = Аккаунт приостановлен; сначала возобновите.

# --- сообщения -----------------------------------------------------------------------------------------------------
said-loading = Минуту …
said-marked = { $n ->
    [one] Отмечен { $n }.
   *[other] Отмечено: { $n }.
}
said-marks-restored = { $n ->
    [one] Отметки возвращены: { $n }.
   *[other] Отметки возвращены: { $n }.
}
said-contacted = { $n ->
    [one] Отмечено: связались в { $at }. u — отменить.
   *[other] Отмечено, что связались в { $at }: { $n }. u — отменить.
}
said-uncontacted = { $n ->
    [one] Отметка о связи снята.
   *[other] Отметка о связи снята: { $n }.
}
said-stage = { $n ->
    [one] Этап: { $stage }. u — отменить.
   *[other] Откликов { $n }: { $stage }. u — отменить.
}
said-note = Заметка сохранена. u — отменить.
said-saved-already = Всё уже сохранено.
said-not-saved = Файл ещё не сохранён; s сохранит его.
said-choose-file = Сначала выберите файл в анкете.
said-finishing = Выход, как только пройдут подтверждения.
said-engine-ended = Фоновая работа завершилась. Запустите kandidat заново.
said-sent = { $what }: отправлено в буфер обмена терминала.
said-not-sent = { $what }: не отправлено в буфер обмена.
said-browsed = Страница чата передана браузеру.
said-not-browsed = Браузер не открылся.
said-viewed = Открыто: { $path }
said-no-unread-below = Ниже непрочитанных нет. { $key } ищет выше.
said-no-unread-above = Выше непрочитанных нет. { $key } ищет ниже.
said-arrived = { $n ->
    [one] { $n } новый отклик.
    [few] { $n } новых отклика.
   *[other] { $n } новых откликов.
}
said-synced = Обновлено: новых { $new }, изменено { $updated }, файлов сохранено { $saved }.
said-more-problems = { $n ->
    [one] Проблема и ещё { $n }, { $key } покажет все.
    [few] Проблема и ещё { $n }, { $key } покажет все.
   *[other] Проблема и ещё { $n }, { $key } покажет все.
}
said-saved = { $n ->
    [one] Сохранён { $n } файл ({ $size }).
    [few] Сохранено { $n } файла ({ $size }).
   *[other] Сохранено { $n } файлов ({ $size }).
}
said-failed = { $n ->
    [one] { $id }: { $why }
   *[other] Не удалось: { $n }, { $id }: { $why }
}
said-written = { $n ->
    [one] { $n } файл записан в { $folder }
    [few] { $n } файла записано в { $folder }
   *[other] { $n } файлов записано в { $folder }
}
said-undone = { $n ->
    [one] Отменено: { $what }.
   *[other] Отменено у { $n }: { $what }.
}
said-corrected = { $n ->
    [one] Источник уже знал; ему уйдёт прежний этап.
    [few] Источник уже знал о { $n }; ему уйдут прежние этапы.
   *[other] Источник уже знал о { $n }; ему уйдут прежние этапы.
}
said-redone = { $n ->
    [one] Повторено: { $what }.
   *[other] Повторено у { $n }: { $what }.
}
said-woken = { $n ->
    [one] Вернулся { $n } отложенный кандидат.
    [few] Вернулись { $n } отложенных кандидата.
   *[many] Вернулись { $n } отложенных кандидатов.
}
said-assigned = { $n ->
    [one] Назначено: { $name }. u — отменить.
    [few] Назначены { $n }: { $name }. u — отменить.
   *[many] Назначены { $n }: { $name }. u — отменить.
}
said-unassigned = { $n ->
    [one] Никому не назначено. u — отменить.
    [few] { $n } никому не назначены. u — отменить.
   *[many] { $n } никому не назначены. u — отменить.
}
said-tags = { $n ->
    [one] Метки изменены. u — отменить.
    [few] Метки изменены у { $n }. u — отменить.
   *[many] Метки изменены у { $n }. u — отменить.
}
said-snoozed = { $n ->
    [one] Отложено до { $at }. u — отменить.
    [few] Отложены { $n } до { $at }. u — отменить.
   *[many] Отложены { $n } до { $at }. u — отменить.
}
said-unsnoozed = { $n ->
    [one] Сразу вернулся. u — отменить.
    [few] { $n } сразу вернулись. u — отменить.
   *[many] { $n } сразу вернулись. u — отменить.
}
said-undone-of = Отменено, { $name }: { $what }.
said-redone-of = Повторено, { $name }: { $what }.
said-left-alone = { $n ->
    [one] { $n } не тронут: с тех пор то же самое изменили.
    [few] { $n } не тронуты: с тех пор то же самое изменили.
   *[many] { $n } не тронуты: с тех пор то же самое изменили.
}
said-stopped-half = Остановлено на полпути; та же клавиша продолжит.
said-stopping = Останавливается …
said-edited-some = { $n ->
    [one] Остановлено: изменён { $n }, не изменены { $left }. u — отменить.
    [few] Остановлено: изменены { $n }, не изменены { $left }. u — отменить.
   *[many] Остановлено: изменены { $n }, не изменены { $left }. u — отменить.
}
said-nothing = Отменять и повторять нечего.
said-cancelled = Остановлено.
edit-stage = этап
edit-note = заметка
edit-read = прочитано
edit-contacted = связались
edit-tags = метки
edit-assign = ответственный
edit-snooze = отложено
marked-many = { $n ->
    [one] { $n } отклик
    [few] { $n } отклика
   *[other] { $n } откликов
}
what-chat = Ссылка на чат
what-link = Ссылка на вакансию
what-html = Кнопка HTML
what-markdown = Markdown
what-phone = Телефон
what-email = Почта
what-whole = Текст
what-id = Номер

# --- Причины: что не вышло и что делать ------------------------------------------------------------------------------
told-until = { $what }, до { $at }
cause-offline = источник недоступен
    .next = Проверьте сеть и base_url; ничего не потеряно, следующая синхронизация продолжит.
cause-unavailable = источник неисправен
    .next = Ничего не потеряно, следующая синхронизация продолжит.
cause-wait = источник просит подождать
    .next = Потом всё продолжится само.
cause-maintenance = обслуживание источника
    .next = Потом всё продолжится само.
cause-credentials = учётные данные отклонены
    .next = Проверьте данные аккаунта в конфигурации; всё локальное работает.
cause-secret = секрет недоступен
    .next = Положите его туда, где его ищет конфигурация, или укажите другое место; всё локальное работает.
cause-first-password = нужно сменить первый пароль
    .next = Это делает `kandidat account passwd`.
cause-forbidden = этому клиенту не разрешено
    .next = Спросите поставщика, подключено ли это.
cause-chat-not-booked = чат для этого клиента не подключён
    .next = Попросите поставщика подключить его.
cause-gone = у источника этого больше нет
cause-rejected = источник отказывает
cause-wrong-answer = ответ источника непригоден
    .next = Проверьте base_url; `kandidat doctor` покажет ответ.
cause-broken-list = список оборвался до конца
    .next = Что пришло целиком, сохранено; остальное прочтёт следующая синхронизация.
cause-vanished = исчез из списка источника до сохранения всех файлов
    .next = Полученное сохранено; пробел можно принять при подтверждении.
cause-refused = не запрошено из соображений безопасности
cause-too-large = больше предела
    .next = Предел меняет [limits] media.
cause-bad-id = идентификатор не годится для адреса, получить нельзя
cause-unreadable = запись нечитаема
cause-not-saved = файлы ещё не сохранены
cause-lost-file = больше нет в папке файлов
cause-not-written = не удалось записать
cause-no-name = чтобы принять пробел, нужно имя
cause-paused = приостановлено вручную
    .next = Возобновите на экране аккаунтов или командой `kandidat account resume`.
cause-elsewhere = с этим аккаунтом работает другой процесс
    .next = Когда он закончит, всё продолжится.
cause-unconfirmed = ждёт подтверждения кандидата
cause-next-sync = уйдёт со следующей синхронизацией
cause-cancelled = остановлено
cause-stopped = остановлено до отправки
cause-no-applicant = больше нет во входящих
cause-misconfigured = в такой настройке не работает
    .next = `kandidat doctor` укажет место.
cause-read-only = открыто только для чтения
    .next = Чтобы изменять, уберите --read-only (или [ui] read_only).
cause-disk-full = диск заполнен, сохранить не удалось
    .next = Освободите место; ничего не потеряно и не подтверждено.
cause-no-rights = в папку данных нельзя писать
    .next = Проверьте владельца и права.
cause-busy = входящие заняты другим процессом
    .next = Попробуйте ещё раз; если не пройдёт, поможет `kandidat doctor`.
cause-damaged = входящие повреждены
    .next = Запустите `kandidat doctor`; сначала сделайте копию папки данных.
cause-newer = входящие созданы более новым kandidat
    .next = Используйте более новый.
cause-store = не удалось открыть входящие
cause-no-log = журнал не читается
cause-not-opened = здесь не открывается
cause-bug = ошибка этой программы
    .next = Сообщите о ней, приложив журнал.

# --- подтверждение -------------------------------------------------------------------------------------------------
confirm-title = { $n ->
    [one] Подтвердить { $n } отклик
    [few] Подтвердить { $n } отклика
   *[other] Подтвердить { $n } откликов
}
confirm-ready = Готовы: { $n }
confirm-unsaved = Сначала сохранить: { $n }
confirm-held = Задержаны: { $n }
confirm-already = Уже подтверждены: { $n }
confirm-files = { $n ->
    [one] нет { $n } файла
   *[other] нет { $n } файлов
}
confirm-at-least = не меньше { $size }
confirm-size-unknown = размер неизвестен
confirm-left-out = Только первые { $most }; остальные { $n } не войдут.
confirm-running = Отправляется …
confirm-accepted = { $n ->
    [one] Пробел принят ({ $who }): это будет записано.
   *[other] Пробелов принято { $n } ({ $who }): это будет записано.
}
confirm-what = { $n ->
    [0] Никто не будет подтверждён.
    [one] Будет подтверждён { $n }.
   *[other] Будет подтверждено: { $n }.
}
confirm-for-good = Подтверждение нельзя отменить.
confirm-over = Подтверждено { $done } из { $n }.
fate-confirmed = подтверждён
fate-already = был подтверждён раньше
fate-held = задержан
fate-waiting = ждёт
fate-refused = отклонено
step-of = { $at } из { $n } · «да»: { $yes }
step-question = Подтвердить этот отклик?

# --- чат и QR ------------------------------------------------------------------------------------------------------
chat-title = Чат: { $name }
chat-test = тестовая страница
chat-about = Ссылка секретная и свежая. Откройте, отсканируйте или скопируйте.
qr-too-long = Слишком длинно для QR-кода.
qr-needs = Для QR-кода нужно { $columns } столбцов и { $rows } строк.

# --- ссылка на вакансию --------------------------------------------------------------------------------------------
link-title = Ссылка на вакансию · { $account }
link-job = Номер вакансии
link-template = Шаблон
link-job-title = Название
link-source = utm_source
link-medium = utm_medium
link-campaign = utm_campaign
link-content = utm_content
link-standard = обычное интервью
link-no-job = Для ссылки нужен номер вакансии.
link-dot-job = Номер вакансии не может быть одной или двумя точками.
link-bad-client = Client ID этого аккаунта не может стоять в адресе.
formats-title = Ссылка на вакансию
formats-button = Кнопка: { $text }

# --- порядок и виды -----------------------------------------------------------------------------------------------
sort-newest = новые
sort-oldest = старые
sort-name = по имени
sort-overdue = просрочка
sort-stage = по этапу
said-sort-newest = Порядок: сначала новые.
said-sort-oldest = Порядок: сначала самые старые без контакта.
said-sort-name = Порядок: по имени.
said-sort-overdue = Порядок: сначала те, чей срок ответа превышен больше всего.
said-sort-stage = Порядок: по этапу.
view-all = Все
view-from-configuration = конфигурация
view-broken = Поиск этого вида не читается: { $why }
view-unnamed = Нужно имя.
view-configured = Так называется вид из конфигурации.
view-taken = Вид с таким именем уже есть.
view-name-for = Имя вида { $what }
view-name-new = Новое имя вида { $name }
views-title = Сохранённые виды
views-none = Видов пока нет. { $key } сохранит то, что сейчас в списке.
said-view-saved = Вид { $name } сохранён. { $key } — отменить.
said-view-removed = Вид { $name } удалён. u — отменить.
said-views-restored = Виды снова такие, как были.

# --- поиск ---------------------------------------------------------------------------------------------------------
search-unknown-field = Нет поля { $field }:
search-unknown-value = { $field }: не знает { $value }.
search-bad-limit = { $field }: нужен предел вроде <2d или >1h, а не { $value }.
search-bad-contacted = contacted: нужно yes, no или предел вроде <2d или >1h, а не { $value }.
search-incomplete = Здесь чего-то ещё не хватает: { $what }
search-nearest = Может быть, { $nearest }? ({ $key })
search-hint-text = начало любого слова
search-hint-not = чего не должно быть
search-hint-none = любой текст; пока ничего не известно

# --- triage --------------------------------------------------------------------------------------------------------
reason-none = (без причины)
tags-title = Метки
tags-label = Метки через запятую; -метка убирает
assign-title = Назначить
assign-label = Кому
assign-me = мне
assign-nobody = никому
assign-new = новое имя
snooze-title = Отложить
snooze-label = До каких пор: 14:30, 20.12, 20.12 9:00, 3д
snooze-hour = на час
snooze-afternoon = до второй половины дня
snooze-tomorrow = до завтрашнего утра
snooze-monday = до следующей недели
snooze-back = вернуть сейчас
snooze-past = Это уже прошло.
snooze-unknown = Такое время непонятно.
duplicates-title = Отклики: { $name }
duplicates-this = Этот
duplicates-of = { $n ->
    [one] Другой
    [few] { $at } из { $n } других
   *[many] { $at } из { $n } других
}

# --- другие окна ---------------------------------------------------------------------------------------------------
reason-label = Причина (можно не указывать)
note-title = Заметка · { $name }
copy-title = Копировать
log-title = Журнал
log-nothing = Пока ничего.
log-file = Конец файла журнала в { $folder }
# --- accounts that can't be asked ---
banner-refused = { $account }: вход отклонён. Исправьте пароль на его месте, затем { $key }.
banner-first-password = { $account }: { $key } — сменить первый пароль; до этого там ничего не работает.

# --- a new password ---
password-title = Новый пароль · { $account }
password-new = новый пароль
password-again = ещё раз
password-empty = При вводе он не виден.
password-space = Он начинается или кончается пробелом.
password-short = Не меньше 8 знаков.
password-again-empty = Ещё раз, чтобы заметить опечатку.
password-differs = Они не совпадают.
password-ready = Enter отправит его, один раз.
password-sent = Меняется у источника …
password-by-hand = У источника он сменён. Осталось: { $how }; до этого войти может только этот сеанс.
by-hand-write = записать его в { $place }
by-hand-failed = записать его в { $place } (здесь это не удалось)
by-hand-variable = присвоить его переменной окружения { $name }
by-hand-command = сменить его там, откуда его берёт команда из конфигурации
by-hand-keyring = сменить запись { $name } в связке ключей
by-hand-configuration = сменить его в конфигурации (лучше завести для него отдельный файл)
place-file = файл { $path }
place-keyring = запись { $name } в связке ключей
said-password = Пароль сменён и хранится здесь: { $place }.

outbox-title = К отправке
outbox-empty = Всё отправлено.
outbox-confirm = подтвердить
outbox-deliver = передать
outbox-feedback = сообщить
outbox-waiting = ждёт
outbox-sending = отправляется
outbox-unknown = ответ потерян, проверить
outbox-dead = не отправлено
outbox-attempts = { $n ->
    [one] { $n } попытка
    [few] { $n } попытки
   *[other] { $n } попыток
}
outbox-next = следующая { $at }
stage-now = (сейчас)
quit-title = Выход
quit-question = Выйти из kandidat?
quit-finishing = { $n ->
    [one] Подтверждение ещё идёт. Выйти, когда оно пройдёт?
   *[other] Подтверждений ещё идёт: { $n }. Выйти, когда они пройдут?
}
start-about = Это kandidat, ящик для откликов на вакансии. Настроек пока нет.
connect-title = Подключить аккаунт PitchYou
connect-name = Имя аккаунта
connect-client = Client ID
connect-keep = Секрет
connect-keep-file = в отдельном файле
connect-keep-environment = в переменной
connect-keep-command = из команды
connect-secret = Client secret
connect-variable = Переменная
connect-command = Команда
connect-address = Адрес
connect-ready = Enter проверит соединение и запишет настройки.
connect-signing-in = вход на { $address } … Ctrl-c прервёт
connect-bad-name = Имя — простое слово: латинские буквы, цифры, точки, дефисы.
connect-bad-client = Client ID — латинские буквы, цифры и дефисы внутри.
connect-no-secret = Не указан секрет.
connect-bad-address = Адрес начинается с https://.

# --- команды, макросы, клавиши ----------------------------------------------------------------------------------------
palette-title = Команды
palette-nothing = Ничего не подходит.
palette-macro = Макрос: { $actions }
why-elsewhere = только в «{ $pane }»
why-other-place = не здесь
said-macro-left = Макрос «{ $name }» закончен: решения не было
said-macro-stopped = Макрос «{ $name }» остановлен на «{ $action }»: { $why }
said-no-such-keys = { $keys } здесь ничего не делает
help-here = Клавиши здесь
help-dialogs = В каждом окне
help-macros = Макросы
help-field = В текстовом поле
help-field-text = Ctrl-a и Ctrl-e — в начало и в конец, Ctrl-← и Ctrl-→ — по словам. Ctrl-w удаляет слово перед курсором, Ctrl-u и Ctrl-k — всё до и после него; Ctrl-z отменяет, Ctrl-y повторяет.

# --- Статистика и аккаунты -------------------------------------------------------------------------------------------
insights-title = Статистика · { $period }
insights-today = сегодня
insights-week = 7 дней
insights-month = 30 дней
insights-quarter = 90 дней
insights-year = год
insights-ever = все
insights-nobody = За это время никто не откликнулся.
insights-all = { $n ->
    [one] { $figure } отклик
    [few] { $figure } отклика
   *[many] { $figure } откликов
}
insights-contact = Первый контакт
insights-half = Половина за { $median }, девять из десяти за { $most }.
insights-within = { $share } из них в срок, заданный для аккаунта.
insights-contacted = { $n ->
    [one] С { $figure } связались.
    [few] С { $figure } связались.
   *[many] С { $figure } связались.
}
insights-waiting = { $n ->
    [one] { $figure } ещё ждёт.
    [few] { $figure } ещё ждут.
   *[many] { $figure } ещё ждут.
}
insights-by-day = Отклики по дням
insights-by-week = Отклики по неделям
insights-by-month = Отклики по месяцам
insights-by-hour = По часам
insights-most = не больше { $most }
insights-by-template = По шаблону
insights-by-job = По вакансии
insights-by-source = По utm_source
insights-by-campaign = По utm_campaign
insights-none = (нет)
insights-rest = { $n ->
    [one] … и ещё { $n }; `kandidat stats` покажет все
    [few] … и ещё { $n }; `kandidat stats` покажет все
   *[many] … и ещё { $n }; `kandidat stats` покажет все
}
accounts-title = Аккаунты
accounts-none = Аккаунтов ещё нет; `kandidat init` добавит.
accounts-last = обновлено { $at }
accounts-next = следующая синхронизация { $at }
accounts-now = следующая синхронизация сейчас
accounts-by-hand = синхронизация только вручную
accounts-not-paused = без синхронизации, пока не возобновлён
accounts-applicants = { $n ->
    [one] { $figure } кандидат
    [few] { $figure } кандидата
   *[many] { $figure } кандидатов
}
accounts-in-memory = Сессия живёт в памяти и кончается вместе с программой.
accounts-session = Сессия действует до { $at }.
accounts-no-session = Сессии нет; следующая синхронизация войдёт заново.
accounts-doctor = `kandidat doctor` проверит сеть, вход и контракт.

# --- справка -------------------------------------------------------------------------------------------------------
help-title = Справка
help-move = Движение
help-list = Список
help-applicant = Отклик
help-profile = Анкета
help-templates = Шаблоны
help-everywhere = Везде
help-search = При поиске
help-signs = Знаки
help-chosen = чем ограничен список
help-unread = не прочитано
help-mark = отмечено
help-late = ждёт дольше, чем положено в аккаунте
help-media = файлы
help-held = задержано
help-query = Поиск
help-query-text = Слова ищутся везде: имя, ответы, заметки. Поля: stage:new job:4711 template:pflege utm:indeed has:cv is:unread tag:ночь age:<2d account:acme "точно так" -без

# --- действия: короткое имя, и что они делают ----------------------------------------------------------------------
cursor-down = вниз
    .help = На строку вниз
cursor-up = вверх
    .help = На строку вверх
cursor-first = первая
    .help = К первой строке
cursor-last = последняя
    .help = К последней строке
cursor-half-down = полстраницы вниз
    .help = На полстраницы вниз
cursor-half-up = полстраницы вверх
    .help = На полстраницы вверх
cursor-page-down = страница вниз
    .help = На страницу вниз
cursor-page-up = страница вверх
    .help = На страницу вверх
list-open = открыть
    .help = К анкете
list-mark = отметить
    .help = Отметить и дальше
list-range = диапазон
    .help = Начать или закончить диапазон отметок
list-mark-all = все
    .help = Отметить всех найденных
list-clear = снять
    .help = Снять диапазон, отметки или поиск
list-sort = порядок
    .help = Сменить порядок: новые, самые старые без контакта, имя, этап
view-previous = пред. вид
    .help = К предыдущему сохранённому виду
view-next = след. вид
    .help = К следующему сохранённому виду
view-list = виды
    .help = Сохранённые виды: показать, сохранить, переименовать, удалить
view-save = сохранить вид
    .help = Сохранить поиск и порядок как вид
views-show = показать
    .help = Показать этот вид
views-save = сохранить
    .help = Сохранить то, что сейчас в списке, как вид
views-rename = переименовать
    .help = Дать этому виду другое имя
views-remove = удалить
    .help = Удалить этот вид
views-take = принять
    .help = Принять это имя
applicant-next-unread = непрочит.
    .help = К следующему непрочитанному
applicant-previous-unread = пред. непрочит.
    .help = К предыдущему непрочитанному
applicant-confirm = подтвердить
    .help = Подтвердить отмеченных или этого
applicant-chat = чат
    .help = Запросить свежую ссылку на чат и открыть или показать её
applicant-save = сохранить
    .help = Сохранить этот файл или все файлы отклика
applicant-save-marked = сохр. отмеч.
    .help = Сохранить все файлы отмеченных
applicant-stage = этап
    .help = Перевести на другой этап
applicant-reject = отказ
    .help = Отказать, с причиной
applicant-note = заметка
    .help = Написать заметку
applicant-contacted = связались
    .help = Отметить, что связались сейчас, или снять отметку
applicant-tags = метки
    .help = Добавить или убрать метки
applicant-assign = назначить
    .help = Назначить мне, другому или никому
applicant-snooze = отложить
    .help = Отложить до времени; отложенных находит is:snoozed
applicant-duplicates = дубли
    .help = Показать рядом другие отклики этого человека
applicant-copy = копировать
    .help = Копировать телефон, почту, ссылку на чат или вакансию, весь текст
applicant-write-out = выгрузить
    .help = Записать файлы в папку под их именами
applicant-view = смотреть
    .help = Открыть файл программой системы (только за самим компьютером)
applicant-link = ссылка
    .help = Сделать ссылку на эту вакансию
profile-preview = просмотр
    .help = Заглянуть в файл: картинка, текст или сведения
profile-next-file = след. файл
    .help = К следующему файлу
profile-previous-file = пред. файл
    .help = К предыдущему файлу
profile-back = назад
    .help = Назад к списку
preview-zoom = во весь экран
    .help = Весь экран для файла или часть
preview-next = следующий файл
    .help = К следующему файлу
preview-previous = предыдущий файл
    .help = К предыдущему файлу
preview-save = сохранить
    .help = Скачать этот файл
preview-view = открыть
    .help = Открыть файл программой системы (только за самим компьютером)
preview-write-out = выгрузить
    .help = Записать файлы этого отклика в папку под их именами
templates-filter = фильтр
    .help = Показать только эти отклики
templates-link = ссылка
    .help = Сделать ссылку на вакансию
app-next-pane = дальше
    .help = К следующей панели
app-previous-pane = назад
    .help = К предыдущей панели
app-left = левее
    .help = На панель левее
app-right = правее
    .help = На панель правее
app-templates = шаблоны
    .help = К шаблонам
app-applicants = отклики
    .help = К откликам
app-profile = анкета
    .help = К анкете
app-zoom = во весь экран
    .help = Дать панели весь экран или вернуть
app-search = поиск
    .help = Поиск при вводе
app-sync = обновить
    .help = Обновить все аккаунты сейчас
app-undo = отменить
    .help = Отменить последнее изменение
app-redo = повторить
    .help = Сделать снова
app-outbox = к отправке
    .help = Что ещё не отправлено
app-password = пароль
    .help = Сменить пароль аккаунта у источника
app-insights = статистика
    .help = Цифры за период
app-accounts = аккаунты
    .help = Как дела у аккаунтов
app-log = журнал
    .help = Сообщения и журнал
app-palette = команды
    .help = Найти любое действие по части названия и выполнить
app-help = справка
    .help = Эта справка
app-suspend = приостановить
    .help = В оболочку; fg — продолжить
app-back = выход
    .help = Назад или выход
app-quit = выйти
    .help = Спросить, выйти ли
search-keep = оставить
    .help = Оставить фильтр
search-drop = убрать
    .help = Убрать фильтр
search-next = дополнить
    .help = Взять возможное продолжение, затем следующее
search-previous = предыдущее
    .help = Взять предыдущее продолжение
search-down = вниз
    .help = Вниз по списку, не прерывая ввод
search-up = вверх
    .help = Вверх по списку, не прерывая ввод
search-help = клавиши
    .help = Клавиши и поля поиска
dialog-palette = команды
    .help = Найти действие этого окна по части названия
dialog-help = клавиши
    .help = Клавиши этого окна
palette-run = выполнить
    .help = Выполнить выбранное действие
dialog-filter = отбор
    .help = Показать только подходящее
dialog-keep-filter = оставить
    .help = Оставить отбор и двигаться по найденному
dialog-close = закрыть
    .help = Закрыть окно
dialog-discard = бросить
    .help = Закрыть окно и ничего не сохранять
confirm-send = подтвердить
    .help = Подтвердить готовых
confirm-save-first = сначала сохранить
    .help = Сохранить недостающее, затем подтвердить
confirm-accept = принять пробелы
    .help = Принять, что файлов нет: поимённо и с записью
confirm-walk = по одному
    .help = Пройти по одному
confirm-take-out = исключить
    .help = Исключить или вернуть
confirm-done = закрыть
    .help = Закрыть окно
step-yes = да
    .help = Подтвердить этого
step-no = нет
    .help = Оставить этого
step-enough = хватит
    .help = Больше не спрашивать; подтвердить тех, кому сказано «да»
chat-copy = копировать
    .help = Отправить ссылку в буфер обмена терминала
chat-browse = браузер
    .help = Попробовать браузер на этом компьютере
link-next = след. поле
    .help = К следующему полю
link-previous = пред. поле
    .help = К предыдущему полю
link-template-next = след. шаблон
    .help = Следующий шаблон
link-template-previous = пред. шаблон
    .help = Предыдущий шаблон
link-make = готово
    .help = Копировать или показать ссылку
formats-choose = копировать
    .help = Копировать так
formats-address = адрес
    .help = Адрес
formats-html = HTML
    .help = Кнопка HTML
formats-markdown = Markdown
    .help = Markdown
formats-qr = QR-код
    .help = Показать QR-код
formats-language = язык
    .help = Язык кнопки
stage-choose = выбрать
    .help = Перевести на этот этап
stage-to-new = новый
    .help = Новый
stage-to-contacted = связались
    .help = Связались
stage-to-interview = интервью
    .help = Интервью
stage-to-offer = оффер
    .help = Оффер
stage-to-hired = принят
    .help = Принят
stage-to-rejected = отказ
    .help = Отказ, с причиной
stage-to-withdrawn = отозван
    .help = Отозван, с причиной
reason-decide = решить
    .help = Решить с этой причиной
note-keep = сохранить
    .help = Сохранить заметку и закрыть
tags-decide = принять
    .help = Добавить или убрать написанное или выбранную метку
tags-complete = дополнить
    .help = Дополнить набранную метку
assign-choose = назначить
    .help = Назначить выбранному
snooze-decide = отложить
    .help = Отложить до выбранного времени
duplicates-go = перейти
    .help = Перейти к этому отклику
duplicates-next = следующий
    .help = Показать следующий из других откликов
duplicates-previous = предыдущий
    .help = Показать предыдущий из других откликов
copy-choose = копировать
    .help = Копировать это
copy-phone = Телефон
    .help = Копировать телефон
copy-email = Почта
    .help = Копировать адрес почты
copy-chat = Ссылка на чат
    .help = Запросить свежую ссылку на чат и скопировать
copy-link = Ссылка на вакансию
    .help = Копировать ссылку на вакансию отклика
copy-whole = Весь текст
    .help = Копировать всю анкету текстом
copy-id = Номер
    .help = Копировать номер
password-change = сменить
    .help = Отправить новый пароль
password-next = другое поле
    .help = К другому полю
outbox-retry = ещё раз
    .help = Попробовать ещё раз
outbox-retry-all = всё ещё раз
    .help = Попробовать всё ещё раз
outbox-drop = отменить
    .help = Больше не отправлять
insights-longer = дольше
    .help = Период подлиннее
insights-shorter = короче
    .help = Период покороче
insights-again = заново
    .help = Посчитать заново
accounts-sync = обновить
    .help = Синхронизировать этот аккаунт сейчас
accounts-pause = пауза
    .help = Приостановить этот аккаунт или продолжить
accounts-test-chat = тест-чат
    .help = Открыть бесплатный тестовый чат источника
quit-leave = выйти
    .help = Выйти
start-demo = демо
    .help = Попробовать демо: вымышленные отклики, ничего не пишется
start-connect = подключить
    .help = Подключить аккаунт
start-leave = выйти
    .help = Выйти
connect-next = след. поле
    .help = К следующему полю
connect-previous = пред. поле
    .help = К предыдущему полю
connect-keep-next = изменить
    .help = Хранить секрет в другом месте
connect-keep-previous = назад
    .help = Хранить секрет в другом месте
connect-test = проверить
    .help = Проверить соединение и записать настройки
