//! Job links: the form, and what is done with the link.

use super::people::before_four;
use crate::driver::{Person, alone};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_built_while_it_is_filled_in_and_comes_back() {
    alone(async || {
        let mut person = before_four().await;
        let origin = person.inbox.sandbox.link_url().to_owned();
        person.does("applicant.link").await;
        person.sees("Job id       4711");
        person.sees("< Pflege >");
        person.does("link.next").await;
        person.does("link.template-next").await;
        person.sees("< Lager >");
        person.does("link.template-previous").await;
        person.sees("< Pflege >");
        person.does("link.template-previous").await;
        person.sees("< standard interview >");
        person.does_by("link.template-next", "space").await;
        person.does("link.previous").await;
        person.types("x").await;
        person.does_by("cursor.up", "up").await;
        person.types("flyer").await;
        person.sees("utm_content  flyer");
        person.does("link.make").await;
        person.does("formats.address").await;
        person.sees("The job link was sent to the terminal's clipboard");
        let address = person.copied();
        assert!(address.starts_with(&origin) && address.contains("4711x"), "{address}");
        assert!(address.contains("pflege") && address.contains("flyer"), "{address}");
        person.types("⎋⎋").await;
        let inbox = person.leaves().await.reopened();
        let mut person = Person::before(inbox, |_| {}).await;
        person.does("app.templates").await;
        person.does("templates.link").await;
        person.sees("Job id       4711x");
        person.sees("utm_content  flyer");
        person.types("⎋").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_copied_in_each_form_and_language() {
    alone(async || {
        let mut person = before_four().await;
        person.types("L⏎").await;
        person.does("formats.html").await;
        person.sees("The HTML button was sent");
        let html = person.copied();
        assert!(html.contains("<a ") && html.contains("noopener") && html.contains("/go/4711"), "{html}");
        person.does("formats.markdown").await;
        let english = person.copied();
        assert!(english.starts_with('[') && english.contains("](http"), "{english}");
        person.does("formats.language").await;
        person.sees("Button: Откликнуться");
        person.does("formats.markdown").await;
        assert!(person.copied().contains("Откликнуться"), "{}", person.copied());
        person.does("formats.qr").await;
        assert!(person.symbols().iter().filter(|symbol| "█▀▄".contains(symbol.as_str())).count() > 100);
        person.sees("/go/4711");
        person.does("dialog.close").await;
        person.types("g").await;
        person.does("formats.choose").await;
        assert!(person.copied().starts_with("http"), "{}", person.copied());
        person.types("⎋⎋").await;
        person.leaves().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_is_narrowed_to_a_template() {
    alone(async || {
        let mut person = before_four().await;
        person.does("app.templates").await;
        person.does("cursor.down").await;
        person.does("templates.filter").await;
        person.sees("Pflege · 4 of 4");
        person.does("app.templates").await;
        person.does("cursor.first").await;
        person.does("templates.filter").await;
        person.misses("4 of 4");
        person.leaves().await;
    })
    .await;
}
