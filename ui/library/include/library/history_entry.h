#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <vector>

namespace tarn::studio {

/// A picture that was drawn.
struct HistoryEntry {
    qint64 id = 0;
    QString file; ///< its name in the folder of the history; a PNG that carries its request
    QString prompt;
    QString request; ///< JSON
    QDateTime when;
    bool starred = false;

    bool operator==(const HistoryEntry&) const = default;
};

} // namespace tarn::studio
