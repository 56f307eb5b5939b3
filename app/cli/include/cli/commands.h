#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace tarn {

/// Each adds one subcommand; what it does runs when the command line has been parsed. Failures are StudioError.
void addGenerate(CLI::App& program);
void addOutpaint(CLI::App& program);
void addDepth(CLI::App& program);
void addSamplers(CLI::App& program);
void addSchedules(CLI::App& program);
void addModels(CLI::App& program);
void addInspect(CLI::App& program);
void addSteps(CLI::App& program);
void addScenes(CLI::App& program);
void addEngine(CLI::App& program);
void addTrain(CLI::App& program);

} // namespace tarn
