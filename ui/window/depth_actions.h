#pragma once

#include <client/engine_client.h>
#include <document/document.h>
#include <look/notice_bar.h>

#include <QProcess>
#include <QTemporaryDir>

namespace tarn::studio {

/// Makes the depth layer: from the picture in the frame, by the engine's depth estimator, or from a file.
class DepthActions : public QObject {
    Q_OBJECT

public:
    DepthActions(Document* document, EngineClient* client, NoticeBar* notice, QWidget* window);

    void fromPicture();
    void import();
    /// The map is brought to the frame's size; colours are averaged to grey.
    void importFile(const QString& file);

private:
    void refuse(const QString& sentence);
    void run(const QString& picture, const QRect& frame);
    void take(const QString& file, const QRect& frame);

    Document* m_document;
    EngineClient* m_client;
    NoticeBar* m_notice;
    QWidget* m_window;
    std::unique_ptr<QTemporaryDir> m_folder; ///< while the estimator runs
    QProcess* m_process = nullptr;
};

} // namespace tarn::studio
