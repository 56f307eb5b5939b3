#pragma once

#include "file_actions.h"

#include <QUrl>
#include <stop_token>

namespace tarn::studio {

/// Pictures from outside: an address that is typed, dropped or on the clipboard, and bare pixels. Each becomes a
/// layer.
class WebPictures : public QObject {
    Q_OBJECT

public:
    WebPictures(FileActions* files, NoticeBar* notice, QWidget* window);
    /// Ends what is being fetched.
    ~WebPictures() override;

    void askAddress();
    void place(const QUrl& address);
    void placePicture(const QImage& picture, const QString& name);
    /// The picture, file or address on the clipboard.
    void paste();

private:
    FileActions* m_files;
    NoticeBar* m_notice;
    QWidget* m_window;
    std::stop_source m_stop;
};

} // namespace tarn::studio
