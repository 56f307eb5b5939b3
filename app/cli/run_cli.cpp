#include <base/error.h>
#include <protocol/generate_request.h>

#include <CLI/Error.hpp>
#include <cli/commands.h>
#include <cli/run_cli.h>

#include <cstdio>
#include <new>
#include <string>

namespace tarn {
namespace {

int fail(int code, std::string sentence)
{
    std::fprintf(stderr, "tarn: %s\n", sentence.c_str());
    return code;
}

/// CLI11's messages as one sentence.
std::string usageSentence(const CLI::App& program, std::string message)
{
    std::string help = "tarn";
    for (const CLI::App* command : program.get_subcommands())
        help += " " + command->get_name();
    for (char& c : message)
        if (c == '\n')
            c = ' ';
    while (!message.empty() && (message.back() == '.' || message.back() == ' '))
        message.pop_back();
    return message + "; see " + help + " --help.";
}

/// Said by name, where CLI11 would only ask for a subcommand.
void checkCommand(const CLI::App& program, int count, char** arguments)
{
    const std::string first = count > 1 ? arguments[1] : "-";
    if (!first.starts_with('-')
        && program.get_subcommands([&](const CLI::App* command) { return command->check_name(first); }).empty())
        throw UsageError("There is no command \"" + first + "\"; see tarn --help.");
}

int parseAndRun(CLI::App& program, int count, char** arguments)
{
    try {
        checkCommand(program, count, arguments);
        program.parse(count, arguments);
        return 0;
    } catch (const CLI::Success& answer) { // --help, --version
        return program.exit(answer);
    } catch (const CLI::ParseError& e) {
        return fail(2, usageSentence(program, e.what()));
    } catch (const UsageError& e) {
        return fail(2, e.what());
    } catch (const StudioError& e) {
        return fail(1, e.what());
    } catch (const Cancelled&) {
        return fail(130, "Cancelled; no unfinished file was left.");
    } catch (const std::bad_alloc&) {
        return fail(1, "The memory ran out; choose a smaller --size or close other programs.");
    } catch (const std::exception& e) {
        // LibTorch appends its call stack after the first line.
        const std::string what = e.what();
        return fail(
            1, "Something went wrong inside tarn (" + what.substr(0, what.find('\n')) + "); please report it.");
    }
}

} // namespace

} // namespace tarn

int tarnRunCli(int count, char** arguments)
{
    using namespace tarn;
    CLI::App program("Pictures from text with diffusion models.", "tarn");
    program.set_version_flag("--version", "tarn " + std::string(engineVersion()));
    program.require_subcommand(1);
    addGenerate(program);
    addOutpaint(program);
    addDepth(program);
    addSamplers(program);
    addSchedules(program);
    addModels(program);
    addInspect(program);
    addSteps(program);
    addScenes(program);
    addEngine(program);
    addTrain(program);
    return parseAndRun(program, count, arguments);
}
