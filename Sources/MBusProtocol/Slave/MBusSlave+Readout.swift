extension MBusSlave {
    /// REQ_UD2: the telegram that is due, or a pending error report.
    mutating func readOut(
        _ control: ControlField,
        _ route: Route,
        _ device: inout some MBusDevice,
        _ output: inout [UInt8]
    ) -> Answer {
        var isRepeated = self[route].isRepeated(request: control)
        if device.linkProfile.requestRestartsReadout { isRepeated = false }
        if isFrameCountStuck, control.frameCountValid { isRepeated = true }
        if isRepeated, !self[route].lastAnswer.isEmpty {
            output.append(contentsOf: self[route].lastAnswer)
            return .telegram
        }
        let start = output.count
        let answer: Answer
        if let error = pendingError {
            pendingError = nil
            self[route].telegram = nil
            answer = report(error, device, &output)
        } else {
            answer = continueReadout(route, &device, &output)
        }
        self[route].lastAnswer = Array(output[start...])
        return answer
    }

    /// REQ_UD1: class 1 data, or E5 when there are none.
    mutating func reportAlarm(
        _ route: Route,
        _ device: inout some MBusDevice,
        _ output: inout [UInt8]
    ) -> Answer {
        self[route].noteRequest()
        let isReported = appendFrame(of: device, into: &output) { content in
            device.appendAlarm(into: &content)
        }
        if isReported { return .telegram }
        LinkFrame.acknowledgement.append(to: &output)
        return .acknowledgement
    }

    /// The next telegram; behind the last one the first of a new readout.
    private mutating func continueReadout(
        _ route: Route,
        _ device: inout some MBusDevice,
        _ output: inout [UInt8]
    ) -> Answer {
        accessNumber &+= 1
        if let last = self[route].telegram, !device.linkProfile.requestRestartsReadout,
            respond(last &+ 1, &device, &output)
        {
            self[route].telegram = last &+ 1
            return .telegram
        }
        if selectorsAreUsed {
            readout.selectors = []
            selectorsAreUsed = false
        }
        self[route].telegram = 0
        guard respond(0, &device, &output) else { return .silence }
        selectorsAreUsed = readout.isSelective
        return .telegram
    }

    /// Appends the frame of one telegram; false when the device has none.
    private mutating func respond(
        _ index: Int,
        _ device: inout some MBusDevice,
        _ output: inout [UInt8]
    ) -> Bool {
        let (readout, accessNumber) = (readout, accessNumber)
        return appendFrame(of: device, into: &output) { content in
            device.appendTelegram(index, readout, accessNumber: accessNumber, into: &content)
        }
    }

    private func report(
        _ error: ApplicationError,
        _ device: some MBusDevice,
        _ output: inout [UInt8]
    ) -> Answer {
        LinkFrame.long(
            .rspUD(accessDemand: device.hasAlarm),
            address: device.primaryAddress,
            ci: ControlInformation.errorReport,
            data: [error.rawValue]
        ).append(to: &output)
        return .telegram
    }

    /// Appends RSP_UD with what the closure appends, cut to 253 bytes; nothing when it fails.
    private func appendFrame(
        of device: some MBusDevice,
        into output: inout [UInt8],
        content: (inout [UInt8]) -> Bool
    ) -> Bool {
        let start = output.count
        let body = start + 4
        let mark = LinkFrame.longStart
        let control = ControlField.rspUD(accessDemand: device.hasAlarm)
        output.append(contentsOf: [mark, 0, 0, mark, control.rawValue, device.primaryAddress])
        guard content(&output), output.count > body + 2 else {
            output.removeLast(max(output.count - start, 0))
            return false
        }
        output.removeLast(max(output.count - body - 255, 0))
        let length = UInt8(truncatingIfNeeded: output.count - body)
        output[start + 1] = length
        output[start + 2] = length
        output.append(LinkFrame.checksum(output[body...]))
        output.append(LinkFrame.stop)
        return true
    }
}
