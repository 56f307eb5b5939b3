#include "translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

/// A static library's resources are only there when they are asked for.
static void loadTranslations() { Q_INIT_RESOURCE(translations); }

namespace tarn::studio {
namespace {

constexpr auto settingsKey = "language";

} // namespace

QStringList languages() { return {QStringLiteral("en"), QStringLiteral("de")}; }

QString chosenLanguage()
{
    const QString wanted = QSettings().value(settingsKey).toString();
    if (languages().contains(wanted))
        return wanted;
    const QString system = QLocale::system().name().section('_', 0, 0);
    return languages().contains(system) ? system : languages().front();
}

void chooseLanguage(const QString& language) { QSettings().setValue(settingsKey, language); }

void speak(const QString& language)
{
    loadTranslations();
    auto* own = new QTranslator(QCoreApplication::instance());
    if (own->load(":/translations/tarn_" + language + ".qm"))
        QCoreApplication::installTranslator(own);
    auto* toolkit = new QTranslator(QCoreApplication::instance()); // of its own buttons
    if (toolkit->load("qtbase_" + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(toolkit);
}

} // namespace tarn::studio
