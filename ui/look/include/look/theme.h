#pragma once

#include <QColor>
#include <QDBusVariant>
#include <QObject>

namespace tarn::studio {

/// The colours of the window. One accent; everything else is neutral, so that pictures are judged fairly.
struct Colours {
    QColor canvas; ///< around the picture
    QColor panel, field, button, hover, border;
    QColor text, quiet; ///< `quiet` still has a contrast of 4.5 on a panel
    QColor accent, onAccent;
    QColor warning; ///< background of a notice
    QColor good, bad; ///< of the engine's state
};

/// Light or dark, as the system asks for or the user decides.
class Theme : public QObject {
    Q_OBJECT

public:
    enum class Choice { system, light, dark };
    Q_ENUM(Choice)

    /// Takes over the application's style, palette and style sheet. There is one.
    explicit Theme(QObject* parent = nullptr);

    static const Colours& colours(); ///< of the theme in use
    static bool isDark();

    Choice choice() const { return m_choice; }
    void choose(Choice choice);

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void portalSaid(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void askPortal();
    void apply();

    Choice m_choice = Choice::system;
    bool m_systemIsDark;
};

} // namespace tarn::studio
