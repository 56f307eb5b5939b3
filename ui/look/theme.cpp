#include <look/theme.h>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QPalette>
#include <QStyleFactory>

/// A static library's resources are only there when they are asked for.
static void loadResources() { Q_INIT_RESOURCE(icons); }

namespace tarn::studio {
namespace {

constexpr auto portal = "org.freedesktop.portal.Desktop";
constexpr auto portalPath = "/org/freedesktop/portal/desktop";
constexpr auto portalSettings = "org.freedesktop.portal.Settings";
constexpr auto appearance = "org.freedesktop.appearance";
constexpr auto colourScheme = "color-scheme";

const Colours darkColours{QColor(0x26282b), QColor(0x303236), QColor(0x25272a), QColor(0x3b3e43), QColor(0x474a50),
    QColor(0x45484d), QColor(0xe8e9eb), QColor(0xa9adb3), QColor(0x4d9fd6), QColor(0x0d1a24), QColor(0x4a3b22),
    QColor(0x6cc08b), QColor(0xe07a6a)};
const Colours lightColours{QColor(0xd9dadc), QColor(0xf2f2f3), QColor(0xffffff), QColor(0xe4e5e7),
    QColor(0xd6d8db), QColor(0xc6c8cc), QColor(0x1d1f22), QColor(0x5c6067), QColor(0x1b6ea8), QColor(0xffffff),
    QColor(0xf8e6bf), QColor(0x2b8a50), QColor(0xb3402f)};

bool g_dark = true;

QPalette paletteOf(const Colours& c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.panel);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.field);
    palette.setColor(QPalette::AlternateBase, c.panel);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::PlaceholderText, c.quiet);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.text);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, c.onAccent);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::ToolTipBase, c.button);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Mid, c.border);
    palette.setColor(QPalette::Dark, c.border.darker(120));
    palette.setColor(QPalette::Light, c.hover);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faded = c.text;
        faded.setAlphaF(0.38F);
        palette.setColor(QPalette::Disabled, role, faded);
    }
    return palette;
}

QString styleSheetOf(const Colours& c)
{
    QFile file(":/themes/studio.qss");
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::pair<const char*, QColor> names[] = {{"@canvas", c.canvas}, {"@panel", c.panel},
        {"@field", c.field}, {"@button", c.button}, {"@hover", c.hover}, {"@border", c.border}, {"@text", c.text},
        {"@quiet", c.quiet}, {"@accent", c.accent}, {"@onaccent", c.onAccent}, {"@warning", c.warning},
        {"@good", c.good}, {"@bad", c.bad}};
    for (const auto& [name, colour] : names)
        sheet.replace(QString::fromLatin1(name) + ';', colour.name() + ';');
    sheet.replace("@arrow", g_dark ? "arrow-dark" : "arrow-light");
    sheet.replace("@close", g_dark ? "close-dark" : "close-light");
    return sheet;
}

/// Dark text on light paper is a light theme.
bool paletteIsDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

} // namespace

const Colours& Theme::colours() { return g_dark ? darkColours : lightColours; }

bool Theme::isDark() { return g_dark; }

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_systemIsDark(paletteIsDark(QGuiApplication::palette()))
{
    loadResources();
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    apply();
    askPortal();
}

/// Does not wait for the answer: a desktop without a portal would hold up the first window.
void Theme::askPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portal, portalPath, portalSettings, "SettingChanged", this,
        SLOT(portalSaid(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(portal, portalPath, portalSettings, "Read");
    question << QString(appearance) << QString(colourScheme);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            portalSaid(appearance, colourScheme, reply.value());
        watcher->deleteLater();
    });
}

void Theme::portalSaid(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space != QLatin1String(appearance) || key != QLatin1String(colourScheme))
        return;
    QVariant said = value.variant();
    if (said.userType() == qMetaTypeId<QDBusVariant>()) // "Read" wraps it twice
        said = said.value<QDBusVariant>().variant();
    if (said.toUInt() == 0) // no preference
        return;
    m_systemIsDark = said.toUInt() == 1;
    apply();
}

void Theme::choose(Choice choice)
{
    m_choice = choice;
    apply();
}

void Theme::apply()
{
    g_dark = m_choice == Choice::system ? m_systemIsDark : m_choice == Choice::dark;
    QApplication::setPalette(paletteOf(colours()));
    qApp->setStyleSheet(styleSheetOf(colours()));
    Q_EMIT changed();
}

} // namespace tarn::studio
