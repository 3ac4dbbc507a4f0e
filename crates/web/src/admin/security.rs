//! What is asked of all accounts, and how long sessions and the audit log are kept.

use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::failures::describe;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use crate::ui::select::{Choice, Select};
use domain::accounts::settings::SiteSettings;
use leptos::prelude::*;
use leptos::task::spawn_local;

const IDLE_DAYS: [i64; 4] = [1, 7, 14, 30];
const RETENTION_DAYS: [i64; 5] = [30, 90, 400, 1095, 3650];

/// The settings, each of which counts at once.
#[component]
pub fn SecuritySection() -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let settings = RwSignal::new(None::<Result<SiteSettings, String>>);
    let load = move || {
        spawn_local(async move {
            let found = api.get_settings().await.map_err(|error| describe(&error));
            settings.try_set(Some(found));
        });
    };
    load();
    let save = move |change: Box<dyn FnOnce(&mut SiteSettings)>| {
        spawn_local(async move {
            // As they are by now: another section or another admin may have changed some.
            let saved = match api.get_settings().await {
                Ok(mut now) => {
                    change(&mut now);
                    api.update_settings(&now).await
                }
                Err(error) => Err(error),
            };
            match saved {
                Ok(_) => toasts.say("Settings saved"),
                Err(error) => toasts.fail(describe(&error)),
            }
            load();
        });
    };
    view! {
        <section class="account-section" aria-labelledby="security-title">
            <h2 id="security-title">"Security"</h2>
            {live(move || match settings.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(now)) => view! {
                    <label class="check">
                        <input id="second-factor-required" type="checkbox" aria-describedby="second-factor-text"
                            prop:checked=now.second_factor_required
                            on:change=move |event| {
                                let required = event_target_checked(&event);
                                save(Box::new(move |it| it.second_factor_required = required));
                            } />
                        "Require two-factor authentication"
                    </label>
                    <p class="field-hint" id="second-factor-text">
                        "Accounts without it must set it up before they can do anything else. Accounts that sign in only through a provider are exempt."
                    </p>
                    <div class="field">
                        <span class="field-label" aria-hidden="true">"Sign out when inactive for"</span>
                        <Select label="Sign out when inactive for" id="session-idle-days"
                            value=now.session_idle_days.to_string() choices=choices(&IDLE_DAYS, now.session_idle_days)
                            on_change=move |value: String| save(Box::new(move |it| take(&mut it.session_idle_days, &value))) />
                    </div>
                    <div class="field">
                        <span class="field-label" aria-hidden="true">"Keep the audit log for"</span>
                        <Select label="Keep the audit log for" id="audit-retention-days"
                            value=now.audit_retention_days.to_string() choices=choices(&RETENTION_DAYS, now.audit_retention_days)
                            on_change=move |value: String| save(Box::new(move |it| take(&mut it.audit_retention_days, &value))) />
                    </div>
                }.into_any(),
            })}
        </section>
    }
}

fn take(days: &mut i64, value: &str) {
    *days = value.parse().unwrap_or(*days);
}

/// The usual numbers of days, and the present one.
fn choices(usual: &[i64], now: i64) -> Vec<Choice> {
    let mut days: Vec<i64> = usual.iter().copied().chain([now]).collect();
    days.sort_unstable();
    days.dedup();
    let text = |days: i64| match days {
        1 => "1 day".to_owned(),
        days if days > 365 && days % 365 == 0 => format!("{} years", days / 365),
        days => format!("{days} days"),
    };
    days.into_iter().map(|days| (days.to_string(), text(days))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_number_of_days_is_among_the_choices() {
        let texts: Vec<_> = choices(&RETENTION_DAYS, 60).into_iter().map(|choice| choice.1).collect();
        assert_eq!(texts, ["30 days", "60 days", "90 days", "400 days", "3 years", "10 years"]);
        assert_eq!(choices(&IDLE_DAYS, 14).len(), 4);
    }
}
