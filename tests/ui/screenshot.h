#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

namespace test {

/// Kept beside the tests' programs, to be looked at; "…@2x" where the screen has twice the density.
inline void keepScreenshot(QWidget* widget, const QString& name)
{
    const QString folder = QCoreApplication::applicationDirPath() + "/../screenshots";
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(widget->grab().save(folder + '/' + name + (widget->devicePixelRatioF() > 1 ? "@2x.png" : ".png")));
}

} // namespace test
