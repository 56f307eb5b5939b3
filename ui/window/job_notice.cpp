#include "job_notice.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>

namespace tarn::studio {

JobNotice::JobNotice(EngineClient* client, QWidget* window, int least)
    : QObject(window)
    , m_window(window)
    , m_least(least)
{
    connect(client, &EngineClient::ended, this, [this](const JobId&, const JobOutcome& outcome) {
        m_finished += std::holds_alternative<Finished>(outcome);
        m_failed += std::holds_alternative<Failure>(outcome);
    });
    connect(client, &EngineClient::openJobsChanged, this, [this](int open) {
        if (open > 0 && !m_since.isValid()) {
            m_since.start();
            m_finished = m_failed = 0;
        } else if (open == 0 && m_since.isValid()) {
            if (m_since.elapsed() >= m_least && !m_window->isActiveWindow() && m_finished + m_failed > 0)
                tell();
            m_since.invalidate();
        }
    });
}

/// Through org.freedesktop.Notifications, without waiting for it; the task bar's entry asks for attention, too.
void JobNotice::tell()
{
    const QString title = m_failed == 0 ? tr("The drawing is done") : tr("A drawing failed");
    const QString text =
        m_failed == 0 ? tr("%n picture(s) to look at", nullptr, m_finished) : tr("The window says why.");
    QDBusMessage message = QDBusMessage::createMethodCall("org.freedesktop.Notifications",
        "/org/freedesktop/Notifications", "org.freedesktop.Notifications", "Notify");
    message.setArguments(
        {QCoreApplication::applicationName(), uint(0), "tarn", title, text, QStringList(), QVariantMap(), -1});
    if (QDBusConnection bus = QDBusConnection::sessionBus(); bus.isConnected())
        bus.asyncCall(message);
    QApplication::alert(m_window);
    Q_EMIT told(title, text);
}

} // namespace tarn::studio
