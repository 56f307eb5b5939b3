#include "window_layout.h"

#include <QCryptographicHash>
#include <QSettings>

namespace tarn::studio {
namespace {

QByteArray checksumOf(const QByteArray& bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

QByteArray withChecksum(const QByteArray& bytes) { return checksumOf(bytes) + bytes; }

/// Empty for anything that `withChecksum` did not give.
QByteArray checked(const QByteArray& kept)
{
    const qsizetype length = QCryptographicHash::hashLength(QCryptographicHash::Sha256);
    const QByteArray bytes = kept.mid(length);
    return checksumOf(bytes) == kept.left(length) ? bytes : QByteArray();
}

} // namespace

void keepLayout(const QByteArray& geometry, const QByteArray& state)
{
    QSettings settings;
    settings.setValue("geometry", withChecksum(geometry));
    settings.setValue("layout", withChecksum(state));
}

void restoreLayout(QMainWindow* window, int version)
{
    const QSettings settings;
    window->restoreGeometry(checked(settings.value("geometry").toByteArray()));
    window->restoreState(checked(settings.value("layout").toByteArray()), version);
}

} // namespace tarn::studio
