#include "recovery_offer.h"

#include <QLocale>

namespace tarn::studio {

RecoveryOffer::RecoveryOffer(
    const QString& folder, FileActions* files, Autosave* autosave, NoticeBar* notice, QObject* parent)
    : QObject(parent)
    , m_folder(folder)
    , m_files(files)
    , m_autosave(autosave)
    , m_notice(notice)
{
}

void RecoveryOffer::offerNext()
{
    const std::vector<Recovered> found = m_folder.orphans();
    if (found.empty())
        return;
    const Recovered work = found.front();
    const QString what = tr("Work on \"%1\" was not saved when Tarn last ended (%2).")
                             .arg(work.title.isEmpty() ? tr("Untitled") : work.title,
                                 QLocale().toString(work.when, QLocale::ShortFormat));
    m_notice->show(what,
        {tr("Recover"),
            [this, work] {
                m_files->recover(work.file, work.data, [this, id = work.id] {
                    m_autosave->adopt(id);
                    offerNext();
                });
            }},
        {tr("No"), [this, work] {
             m_folder.decline(work.id);
             offerNext();
         }});
}

} // namespace tarn::studio
