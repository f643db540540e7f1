/// What mbpoll 1.0 really printed when it read meters of a farm, standard error among it.
enum MbpollSamples {
    /// Energies of an SDM630 with -t 3:hex -r 73 -c 12.
    static let hexadecimal = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [7]
                                start reference = 73, count = 12
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, input register table

        -- Polling slave 7...
        [73]: 	0x4640
        [74]: 	0xE6FB
        [75]: 	0x3EB0
        [76]: 	0xA3D7
        [77]: 	0x3C9B
        [78]: 	0xA5E3
        [79]: 	0x0000
        [80]: 	0x0000
        [81]: 	0x3D8D
        [82]: 	0x4FDF
        [83]: 	0x3E99
        [84]: 	0x179F
        """#

    /// The same with -B -t 3:float -r 73 -c 6.
    static let floats = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [7]
                                start reference = 73, count = 6
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit float (big endian), input register table

        -- Polling slave 7...
        [73]: 	12345.7
        [75]: 	0.345
        [77]: 	0.019
        [79]: 	0
        [81]: 	0.069
        [83]: 	0.299008
        """#

    /// A meter 412083 with -t 4, in three calls.
    static let words = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [12]
                                start reference = 8193, count = 13
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 12...
        [8193]: 	3
        [8194]: 	33392 (-32144)
        [8195]: 	0
        [8196]: 	5217
        [8197]: 	1
        [8198]: 	54464 (-11072)
        [8199]: 	0
        [8200]: 	0
        [8201]: 	1
        [8202]: 	54464 (-11072)
        [8203]: 	1000
        [8204]: 	5000
        [8205]: 	1

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [12]
                                start reference = 8209, count = 6
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 12...
        [8209]: 	1
        [8210]: 	18464
        [8211]: 	1
        [8212]: 	18464
        [8213]: 	0
        [8214]: 	11

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [12]
                                start reference = 8449, count = 32
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 12...
        [8449]: 	15
        [8450]: 	4636
        [8451]: 	0
        [8452]: 	0
        [8453]: 	0
        [8454]: 	0
        [8455]: 	0
        [8456]: 	0
        [8457]: 	0
        [8458]: 	22
        [8459]: 	0
        [8460]: 	0
        [8461]: 	0
        [8462]: 	0
        [8463]: 	0
        [8464]: 	0
        [8465]: 	15
        [8466]: 	4636
        [8467]: 	0
        [8468]: 	0
        [8469]: 	0
        [8470]: 	0
        [8471]: 	0
        [8472]: 	0
        [8473]: 	0
        [8474]: 	0
        [8475]: 	0
        [8476]: 	0
        [8477]: 	0
        [8478]: 	0
        [8479]: 	0
        [8480]: 	0
        """#

    /// A COUNTIS E44 with -0 -B -t 4:int and -0 -t 4 in several calls.
    static let pairs = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 51456, count = 9
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit integer (big endian), output (holding) register table

        -- Polling slave 5...
        [51456]: 	123456789
        [51458]: 	433234
        [51460]: 	7777001
        [51462]: 	216
        [51464]: 	1154
        [51466]: 	7777001
        [51468]: 	216
        [51470]: 	0
        [51472]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 51584, count = 9
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit integer (big endian), output (holding) register table

        -- Polling slave 5...
        [51584]: 	80000012
        [51586]: 	1134
        [51588]: 	0
        [51590]: 	216
        [51592]: 	1154
        [51594]: 	0
        [51596]: 	216
        [51598]: 	0
        [51600]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 51712, count = 9
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit integer (big endian), output (holding) register table

        -- Polling slave 5...
        [51712]: 	43456777
        [51714]: 	0
        [51716]: 	0
        [51718]: 	0
        [51720]: 	0
        [51722]: 	0
        [51724]: 	0
        [51726]: 	0
        [51728]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 51840, count = 9
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit integer (big endian), output (holding) register table

        -- Polling slave 5...
        [51840]: 	0
        [51842]: 	0
        [51844]: 	0
        [51846]: 	0
        [51848]: 	0
        [51850]: 	0
        [51852]: 	0
        [51854]: 	0
        [51856]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 51968, count = 9
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit integer (big endian), output (holding) register table

        -- Polling slave 5...
        [51968]: 	0
        [51970]: 	0
        [51972]: 	0
        [51974]: 	0
        [51976]: 	0
        [51978]: 	0
        [51980]: 	0
        [51982]: 	0
        [51984]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 57344, count = 3
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 5...
        [57344]: 	5
        [57345]: 	5
        [57346]: 	400

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 57600, count = 6
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 5...
        [57600]: 	0x0002
        [57601]: 	0x0003
        [57602]: 	0x001A
        [57603]: 	0x000A
        [57604]: 	0x001A
        [57605]: 	0x0013

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5]
                                start reference = 50001, count = 6
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 5...
        [50001]: 	0x004F
        [50002]: 	0x0043
        [50003]: 	0x004F
        [50004]: 	0x0064
        [50005]: 	0x002C
        [50006]: 	0x00C9
        """#

    /// A meter 004677 with -0 -t 4; the last call asked for what it has not.
    static let failed = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [11]
                                start reference = 8192, count = 9
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 11...
        [8192]: 	3
        [8193]: 	33392 (-32144)
        [8194]: 	0
        [8195]: 	5217
        [8196]: 	1
        [8197]: 	54464 (-11072)
        [8198]: 	0
        [8199]: 	100
        [8200]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [11]
                                start reference = 8202, count = 6
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 11...
        [8202]: 	15
        [8203]: 	4636
        [8204]: 	0
        [8205]: 	54343 (-11193)
        [8206]: 	0
        [8207]: 	675

        Read output (holding) register failed: Illegal function
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [11]
                                start reference = 768, count = 2
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 11...
        """#

    /// An SDM120 with :float, the second call without -B.
    static let wrongOrder = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [3]
                                start reference = 73, count = 4
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit float (big endian), input register table

        -- Polling slave 3...
        [73]: 	9876.54
        [75]: 	0.225
        [77]: 	0
        [79]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [3]
                                start reference = 343, count = 2
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit float (little endian), input register table

        -- Polling slave 3...
        [343]: 	6.28241e+11
        [345]: 	0

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [3]
                                start reference = 13, count = 1
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit float (big endian), output (holding) register table

        -- Polling slave 3...
        [13]: 	100

        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [3]
                                start reference = 87, count = 1
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 1000 ms
        Data type.............: 32-bit float (big endian), output (holding) register table

        -- Polling slave 3...
        [87]: 	1
        """#

    /// Two slaves polled again and again with -0 -t 4, stopped with Ctrl-C.
    static let polled = #"""
        mbpoll 1.0-0 - FieldTalk(tm) Modbus(R) Master Simulator
        Copyright © 2015-2019 Pascal JEAN, https://github.com/epsilonrt/mbpoll
        This program comes with ABSOLUTELY NO WARRANTY.
        This is free software, and you are welcome to redistribute it
        under certain conditions; type 'mbpoll -w' for details.

        Protocol configuration: Modbus TCP
        Slave configuration...: address = [5,7]
                                start reference = 57345, count = 2
        Communication.........: 127.0.0.1, port 15777, t/o 1.00 s, poll rate 500 ms
        Data type.............: 16-bit register, output (holding) register table

        -- Polling slave 5... Ctrl-C to stop)
        [57345]: 	5
        [57346]: 	400
        -- Polling slave 7... Ctrl-C to stop)
        Read output (holding) register failed: Illegal data address
        -- Polling slave 5... Ctrl-C to stop)
        [57345]: 	5
        [57346]: 	400
        -- Polling slave 7... Ctrl-C to stop)
        Read output (holding) register failed: Illegal data address
        -- Polling slave 5... Ctrl-C to stop)
        [57345]: 	5
        [57346]: 	400
        --- 127.0.0.1 poll statistics ---
        5 frames transmitted, 3 received, 2 errors, 40.0% frame loss

        everything was closed.
        Have a nice day !
        """#
}
