#pragma once

#include "file_actions.h"

#include <document/autosave.h>

namespace tarn::studio {

/// Offers, in a bar, what earlier sessions left behind, one after the other. What is taken opens as a document
/// whose copy it stays.
class RecoveryOffer : public QObject {
    Q_OBJECT

public:
    RecoveryOffer(
        const QString& folder, FileActions* files, Autosave* autosave, NoticeBar* notice, QObject* parent);

    void offerNext();

private:
    RecoveryFolder m_folder;
    FileActions* m_files;
    Autosave* m_autosave;
    NoticeBar* m_notice;
};

} // namespace tarn::studio
