#include "engine_status.h"

#include <look/theme.h>

#include <unistd.h>

#include <QFile>
#include <QLocale>

namespace tarn::studio {
namespace {

/// Bytes that a process holds in memory, 0 when that cannot be told.
qint64 residentBytes(qint64 process)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(process));
    if (process <= 0 || !file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

} // namespace

EngineStatus::EngineStatus(EngineClient* client, QWidget* parent)
    : QLabel(parent)
    , m_client(client)
{
    connect(client, &EngineClient::stateChanged, this, [this](EngineClient::State, const QString& sentence) {
        m_sentence = sentence;
        refresh();
    });
    connect(&m_timer, &QTimer::timeout, this, &EngineStatus::refresh);
    m_timer.start(2000);
    refresh();
}

void EngineStatus::refresh()
{
    const Colours& colours = Theme::colours();
    QString text;
    QColor light = colours.good;
    switch (m_client->state()) {
    case EngineClient::State::starting:
        text = tr("Engine: starting");
        light = colours.quiet;
        break;
    case EngineClient::State::failed:
        text = tr("Engine: not running");
        light = colours.bad;
        break;
    case EngineClient::State::ready:
        text = tr("Engine: ready");
        break;
    }
    if (const qint64 bytes = residentBytes(m_client->processId()))
        text += QStringLiteral(" · ") + tr("%1 GB").arg(QLocale().toString(double(bytes) / 1e9, 'f', 1));
    setText(QStringLiteral("%1 <span style='color:%2'>●</span>&nbsp;").arg(text.toHtmlEscaped(), light.name()));
    setToolTip(m_sentence.toHtmlEscaped());
}

} // namespace tarn::studio
