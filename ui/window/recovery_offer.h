#pragma once

#include "file_actions.h"

namespace tarn::studio {

/// Offers, in a bar, what earlier sessions left behind, one after the other.
class RecoveryOffer : public QObject {
    Q_OBJECT

public:
    RecoveryOffer(const QString& folder, FileActions* files, NoticeBar* notice, QObject* parent);

    void offerNext();
    /// The session has its own copy now.
    void forgetRecovered();

private:
    RecoveryFolder m_folder;
    FileActions* m_files;
    NoticeBar* m_notice;
    QStringList m_recovered; ///< ids whose files are not needed once they are saved again
};

} // namespace tarn::studio
