extension MBusSlave {
    /// SND_UD: carries out what is asked, unless it is a repetition.
    mutating func take(
        _ control: ControlField,
        _ data: UserData,
        _ route: Route,
        _ device: inout some MBusDevice
    ) {
        if route != .broadcast {
            let isRepeated = self[route].isRepeated(data: control)
            if isRepeated || isFrameCountStuck && control.frameCountValid { return }
        }
        carryOut(data, isBroadcast: route == .broadcast, &device)
    }

    /// All that a frame asks to keep or do, in its order: one frame can set both addresses.
    public static func commands(in frame: LinkFrame) -> [MBusCommand] {
        guard case .long(let control, _, let ci, let data) = frame, control.isFromMaster,
            control.function == .sendUserData
        else { return [] }
        return UserData(ci: ci, data: data).commands
    }

    /// Whether a command can change anything: a speed that the device does not have cannot.
    private static func isPossible(_ command: MBusCommand, _ baudRates: Set<Int>) -> Bool {
        guard case .setBaudRate(let rate) = command else { return true }
        return baudRates.contains(rate)
    }

    private mutating func carryOut(
        _ data: UserData,
        isBroadcast: Bool,
        _ device: inout some MBusDevice
    ) {
        var error = data.error
        let rates = device.linkProfile.baudRates
        for command in data.commands where Self.isPossible(command, rates) {
            noteReset(command)
            if !device.perform(command) { error = error ?? Self.error(of: command) }
        }
        if let selectors = data.selectors {
            readout.selectors = selectors.contains { $0.selectsAll } ? [] : selectors
            restartReadouts()
        }
        if !isBroadcast, device.linkProfile.reportsErrors, let error { pendingError = error }
    }

    /// An application reset restarts the readout and ends a selective one.
    private mutating func noteReset(_ command: MBusCommand) {
        guard case .applicationReset(let subcode) = command else { return }
        readout = MBusReadout(subcode: subcode.map { ApplicationReset(rawValue: $0) })
        restartReadouts()
    }

    private mutating func restartReadouts() {
        selectorsAreUsed = false
        primary.restartReadout()
        secondary.restartReadout()
    }

    /// What is reported when the device has no such command.
    private static func error(of command: MBusCommand) -> ApplicationError {
        switch command {
        case .applicationReset, .synchronise, .setBaudRate: .unimplementedControlInformation
        default: .unspecified
        }
    }
}
