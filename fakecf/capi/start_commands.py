"""What a process starts with (CC's ProcessModel#specified_or_detected_command)."""

from fakecf.state import State
from fakecf.state.app_records import Process
from fakecf.state.records import App, Droplet


def start_command(state: State, process: Process) -> str:
    """Its own command, or what staging found for its type; empty where there is neither."""
    if process.command and process.command.strip():
        return process.command
    app = state[App].get(process.app_guid)
    droplet = state[Droplet].get(app.droplet_guid) if app is not None else None
    return ((droplet.process_types or {}) if droplet is not None else {}).get(process.type) or ""
