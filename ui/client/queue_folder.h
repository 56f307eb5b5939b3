#pragma once

#include <client/job_queue.h>

namespace tarn::studio {

/// Drawings on the disk: JOB.json each, SHA256.png for each picture that one refers to, order.json for their
/// order. Every file is written whole or not at all. Throws StudioError where it cannot be written.
class QueueFolder {
public:
    explicit QueueFolder(QString path)
        : m_path(std::move(path))
    {
    }

    void save(const JobId& job, const Drawing& drawing) const;
    void saveOrder(const std::vector<JobId>& jobs) const;
    void remove(const JobId& job) const;
    /// In their order. What is damaged is left out and put aside as JOB.json.broken. Pictures that none needs are
    /// deleted.
    std::vector<QueuedJob> load() const;

private:
    QString entry(const JobId& job) const { return m_path + '/' + QString::fromStdString(job) + ".json"; }

    QString m_path;
};

} // namespace tarn::studio
