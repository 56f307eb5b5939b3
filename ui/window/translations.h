#pragma once

#include <QStringList>

namespace tarn::studio {

/// The languages that the window speaks, as "en" and "de".
QStringList languages();
/// The one to speak: the user's choice, else the system's where we have it, else English.
QString chosenLanguage();
/// Empty: as the system.
void chooseLanguage(const QString& language);
/// Installs the translators for `language`; call it before the first window is made.
void speak(const QString& language);

} // namespace tarn::studio
